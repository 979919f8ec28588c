/* SPDX-License-Identifier: MIT */
/*
 * int spin_registers(unsigned long seed, unsigned long loops)
 * Spins while every general register except esp and the loop counter ecx holds seed + its own
 * number. Makes no system call and does not access memory. Returns how many registers changed.
 */
	.text
	.globl spin_registers
spin_registers:
	pushl %ebp
	pushl %ebx
	pushl %esi
	pushl %edi
	movl 20+1*4(%esp), %ecx
	movl 20+0*4(%esp), %edi
	pushl %edi
	leal 1(%edi), %eax
	leal 2(%edi), %ebx
	leal 3(%edi), %edx
	leal 4(%edi), %esi
	leal 5(%edi), %ebp
1:	decl %ecx
	jnz 1b
	.macro CHECK reg, value
	subl $\value, \reg
	cmpl (%esp), \reg
	je 2f
	incl %ecx
2:
	.endm
	CHECK %edi, 0
	CHECK %eax, 1
	CHECK %ebx, 2
	CHECK %edx, 3
	CHECK %esi, 4
	CHECK %ebp, 5
	movl %ecx, %eax
	popl %edi
	popl %edi
	popl %esi
	popl %ebx
	popl %ebp
	ret
	.section .note.GNU-stack, "", @progbits
