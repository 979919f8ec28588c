/* SPDX-License-Identifier: MIT */
/*
 * Program entry and system calls on i386 (System V ABI, i386 supplement 2.3.1; syscall(2)).
 */
	.text
/* In: esp = argc, argv...; out: start_main(stack). */
	.globl _start
_start:
	xorl %ebp, %ebp
	movl %esp, %eax
	andl $-16, %esp
	subl $12, %esp
	pushl %eax
	call start_main

/* long syscall6(number, a0..a5): from the stack to the kernel's registers. */
	.globl syscall6
syscall6:
	pushl %ebp
	pushl %ebx
	pushl %esi
	pushl %edi
	movl 20+0*4(%esp), %eax
	movl 20+1*4(%esp), %ebx
	movl 20+2*4(%esp), %ecx
	movl 20+3*4(%esp), %edx
	movl 20+4*4(%esp), %esi
	movl 20+5*4(%esp), %edi
	movl 20+6*4(%esp), %ebp
	int $0x80
	popl %edi
	popl %esi
	popl %ebx
	popl %ebp
	ret
	.section .note.GNU-stack, "", @progbits
