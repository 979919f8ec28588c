/* SPDX-License-Identifier: MIT */
/*
 * The part for i386: instructions that a program may not execute, and control transfers that C
 * cannot express.
 */
#include "hostile.h"

#define PIECE(...)                                                                                 \
	{                                                                                          \
		(const unsigned char[]){__VA_ARGS__}, sizeof((const unsigned char[]){__VA_ARGS__}) \
	}

const unsigned long frame_offset = 12; /* signal number and two pointers */

const struct piece pieces[] = {
#include "pieces-x86.h"
	PIECE(0x9c, 0x81, 0x0c, 0x24, 0x00, 0x30, 0x02, 0x00, 0x9d), /* IOPL, VM */
	PIECE(0xb8, 0x77, 0, 0, 0, 0xcd, 0x80),                      /* sigreturn here */
	PIECE(0xb8, 0xad, 0, 0, 0, 0xcd, 0x80),                      /* rt_sigreturn here */
	PIECE(0x89, 0xfc, 0xcd, 0x80),                               /* mov %edi, %esp; int $0x80 */
	PIECE(0x89, 0xf4, 0xcc),                                     /* mov %esi, %esp; int3 */
	PIECE(0x07), PIECE(0x17), PIECE(0x1f),                       /* pop %es, %ss, %ds */
	PIECE(0x0f, 0xa1), PIECE(0x0f, 0xa9),                        /* pop %fs, %gs */
	PIECE(0x9a, 0, 0, 0, 0, 0x08, 0),                /* lcall to the kernel's code */
	PIECE(0xea, 0, 0, 0, 0, 0x33, 0),                /* ljmp */
	PIECE(0xce),                                     /* into */
	PIECE(0x62, 0x00),                               /* bound */
	PIECE(0x65, 0xa1, 0, 0, 0, 0),                   /* mov %gs:0, %eax */
	PIECE(0xb8, 0xff, 0xff, 0xff, 0xbf, 0xff, 0xe0), /* jump to the last address */
};
const size_t piece_count = sizeof(pieces) / sizeof(pieces[0]);

asm(".globl enter_code\n"
    "enter_code:\n"
    "	movl 4(%esp), %eax\n"
    "	movl 8(%esp), %edi\n"
    "	movl 12(%esp), %ecx\n"
    "	movl %eax, jump_to\n"
    "	testl %ecx, %ecx\n"
    "	jz 1f\n"
    "	movl %ecx, %esp\n"
    "1:	movl 0(%edi), %eax\n"
    "	movl 4(%edi), %ebx\n"
    "	movl 8(%edi), %ecx\n"
    "	movl 12(%edi), %edx\n"
    "	movl 16(%edi), %esi\n"
    "	movl 20(%edi), %ebp\n"
    "	movl 24(%edi), %edi\n"
    "	jmp *jump_to\n"
    ".comm jump_to, 4\n"
    ".globl return_through\n"
    "return_through:\n"
    "	movl 8(%esp), %ecx\n"
    "	movl 4(%esp), %esp\n"
    "	movl $173, %eax\n"
    "	testb %cl, %cl\n"
    "	jz 1f\n"
    "	movl $119, %eax\n"
    "1:	int $0x80\n"
    "	ud2\n");
