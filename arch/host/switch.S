/* SPDX-License-Identifier: MIT */
/*
 * The stack switch of a simulated thread, for x86-64 hosts (System V ABI). Registers that the
 * callee saves go to the stack that is left, and come from the one that is entered.
 */
#ifndef __x86_64__
#error "arch/host has a context switch for x86-64 only"
#endif

/*
 * void context_jump(void **save_sp, void *load_sp)
 * In: rdi where to leave the stack pointer, rsi the one to take. Out: on the other stack, all
 * callee-saved registers as its owner left them.
 * Stack left behind, from low addresses: r15 r14 r13 r12 rbx rbp, return address.
 * No interrupts here: it is called by arch/host/context.c.
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
