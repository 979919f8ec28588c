/* SPDX-License-Identifier: MIT */
/*
 * int spin_registers(unsigned long seed /rdi/, unsigned long loops /rsi/)
 * Spins while every general register except rsp and the loop counter rcx holds seed + its own
 * number. Makes no system call and does not access memory. Returns how many registers changed.
 */
	.text
	.globl spin_registers
spin_registers:
	pushq %rbx
	pushq %rbp
	pushq %r12
	pushq %r13
	pushq %r14
	pushq %r15
	pushq %rdi
	movq %rsi, %rcx
	leaq 1(%rdi), %rax
	leaq 2(%rdi), %rbx
	leaq 3(%rdi), %rdx
	leaq 4(%rdi), %rsi
	leaq 5(%rdi), %rbp
	leaq 6(%rdi), %r8
	leaq 7(%rdi), %r9
	leaq 8(%rdi), %r10
	leaq 9(%rdi), %r11
	leaq 10(%rdi), %r12
	leaq 11(%rdi), %r13
	leaq 12(%rdi), %r14
	leaq 13(%rdi), %r15
1:	decq %rcx
	jnz 1b
	.macro CHECK reg, value
	subq $\value, \reg
	cmpq (%rsp), \reg
	je 2f
	incq %rcx
2:
	.endm
	CHECK %rdi, 0
	CHECK %rax, 1
	CHECK %rbx, 2
	CHECK %rdx, 3
	CHECK %rsi, 4
	CHECK %rbp, 5
	CHECK %r8, 6
	CHECK %r9, 7
	CHECK %r10, 8
	CHECK %r11, 9
	CHECK %r12, 10
	CHECK %r13, 11
	CHECK %r14, 12
	CHECK %r15, 13
	movl %ecx, %eax
	popq %rdi
	popq %r15
	popq %r14
	popq %r13
	popq %r12
	popq %rbp
	popq %rbx
	ret
	.section .note.GNU-stack, "", @progbits
