/* SPDX-License-Identifier: MIT */
/*
 * The part for x86-64: instructions that a program may not execute, and control transfers that C
 * cannot express.
 */
#include "hostile.h"

#define PIECE(...)                                                                                 \
	{                                                                                          \
		(const unsigned char[]){__VA_ARGS__}, sizeof((const unsigned char[]){__VA_ARGS__}) \
	}

const unsigned long frame_offset = 0;

const struct piece pieces[] = {
#include "pieces-x86.h"
	PIECE(0x0f, 0x05),                      /* syscall */
	PIECE(0x0f, 0x07),                      /* sysret */
	PIECE(0x48, 0x0f, 0x07),                /* sysretq */
	PIECE(0x0f, 0x01, 0xf8),                /* swapgs */
	PIECE(0x48, 0xcf),                      /* iretq */
	PIECE(0x48, 0xcb),                      /* lretq */
	PIECE(0x4c, 0x89, 0xfc, 0x0f, 0x05),    /* mov %r15, %rsp; syscall */
	PIECE(0x4c, 0x89, 0xf4, 0xcc),          /* mov %r14, %rsp; int3 */
	PIECE(0xf3, 0x48, 0x0f, 0xae, 0xd0),    /* wrfsbase %rax */
	PIECE(0xf3, 0x48, 0x0f, 0xae, 0xd9),    /* wrgsbase %rcx */
	PIECE(0xb8, 0x0f, 0, 0, 0, 0x0f, 0x05), /* rt_sigreturn here */
	PIECE(0x41, 0xff, 0xe7),                /* jmp *%r15 */
	PIECE(0x48, 0xb8, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f, 0, 0, 0xff,
		0xe0), /* to the last address */
	PIECE(0x48, 0xb8, 0xfe, 0xef, 0xff, 0xff, 0xff, 0x7f, 0, 0, 0xff, 0xe0),
};
const size_t piece_count = sizeof(pieces) / sizeof(pieces[0]);

asm(".globl enter_code\n"
    "enter_code:\n"
    "	movq %rdi, %r15\n"
    "	movq %rsi, %r14\n"
    "	testq %rdx, %rdx\n"
    "	jz 1f\n"
    "	movq %rdx, %rsp\n"
    "1:	movq 0(%r14), %rax\n"
    "	movq 8(%r14), %rbx\n"
    "	movq 16(%r14), %rcx\n"
    "	movq 24(%r14), %rdx\n"
    "	movq 32(%r14), %rsi\n"
    "	movq 40(%r14), %rdi\n"
    "	movq 48(%r14), %rbp\n"
    "	movq 56(%r14), %r8\n"
    "	movq 64(%r14), %r9\n"
    "	movq 72(%r14), %r10\n"
    "	movq 80(%r14), %r11\n"
    "	movq 88(%r14), %r12\n"
    "	movq 96(%r14), %r13\n"
    "	movq 104(%r14), %r14\n"
    "	jmp *%r15\n"
    ".globl return_through\n"
    "return_through:\n"
    "	movq %rdi, %rsp\n"
    "	movl $15, %eax\n"
    "	syscall\n"
    "	ud2\n");
