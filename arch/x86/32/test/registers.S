/* SPDX-License-Identifier: MIT */
/*
 * Register checks for the kernel tests: see <arch/test.h>.
 */
	.text

/*
 * int arch_test_registers(unsigned long seed /eax/, unsigned long loops /edx/) Every general
 * register except esp and the loop counter ecx holds seed + its number while it spins; the seed
 * itself is compared with the copy on the stack. Any context. Called by tests. Stack: seed, edi esi
 * ebp ebx, return address.
 */
	.globl arch_test_registers
arch_test_registers:
	pushl %ebx
	pushl %ebp
	pushl %esi
	pushl %edi
	pushl %eax
	movl %edx, %ecx
	leal 1(%eax), %ebx
	leal 2(%eax), %edx
	leal 3(%eax), %esi
	leal 4(%eax), %edi
	leal 5(%eax), %ebp
1:	decl %ecx
	jnz 1b
	.macro CHECK reg, value
	subl $\value, \reg
	cmpl (%esp), \reg
	je 2f
	incl %ecx
2:
	.endm
	CHECK %eax, 0
	CHECK %ebx, 1
	CHECK %edx, 2
	CHECK %esi, 3
	CHECK %edi, 4
	CHECK %ebp, 5
	movl %ecx, %eax
	popl %edi
	popl %edi
	popl %esi
	popl %ebp
	popl %ebx
	ret

/* void arch_switch_stack_only(prev /eax/, next /edx/): only arch_switch_stack. IRQs off. */
	.globl arch_switch_stack_only
arch_switch_stack_only:
	jmp arch_switch_stack

	.section .note.GNU-stack, "", @progbits
