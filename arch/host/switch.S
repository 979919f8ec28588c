/* SPDX-License-Identifier: MIT */
/*
 * The stack switch of a simulated thread, for x86-64 hosts (System V ABI). Callee-saved registers
 * are saved on the old stack and loaded from the new one.
 */
#ifndef __x86_64__
#error "arch/host has a context switch for x86-64 only"
#endif

/*
 * void context_jump(void **save_sp, void *load_sp) In: rdi = where to store the stack pointer, rsi
 * = the new stack pointer. Out: on the new stack, with the callee-saved registers saved there. Old
 * stack, from low addresses: r15 r14 r13 r12 rbx rbp, return address. There are no interrupts.
 * Called by arch/host/context.c.
 */
	.text
	.globl context_jump
	.type context_jump, @function
context_jump:
	pushq %rbp
	pushq %rbx
	pushq %r12
	pushq %r13
	pushq %r14
	pushq %r15
	movq %rsp, (%rdi)
	movq %rsi, %rsp
	popq %r15
	popq %r14
	popq %r13
	popq %r12
	popq %rbx
	popq %rbp
	ret
	.size context_jump, . - context_jump
	.section .note.GNU-stack, "", @progbits
