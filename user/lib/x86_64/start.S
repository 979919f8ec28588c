/* SPDX-License-Identifier: MIT */
/*
 * Program entry and system calls on x86-64 (System V ABI, AMD64 supplement 3.4.1 and A.2).
 */
	.text
/* In: rsp = argc, argv...; out: start_main(stack). */
	.globl _start
_start:
	xorl %ebp, %ebp
	movq %rsp, %rdi
	andq $-16, %rsp
	call start_main

/* long syscall6(number, a0..a5): from the registers of C to those of the kernel. */
	.globl syscall6
syscall6:
	movq %rdi, %rax
	movq %rsi, %rdi
	movq %rdx, %rsi
	movq %rcx, %rdx
	movq %r8, %r10
	movq %r9, %r8
	movq 1*8(%rsp), %r9
	syscall
	ret
	.section .note.GNU-stack, "", @progbits
