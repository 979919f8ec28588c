/* SPDX-License-Identifier: MIT */
/*
 * The code that signal handlers return to, and functions that are system calls here. Unwinders
 * recognise a signal frame by the first instructions. There is no unwind information for them, and
 * none for the NOP before them, where unwinders look up a return address.
 */
	.option norvc
	.section .text.first, "ax", @progbits
	nop
	.globl __vdso_rt_sigreturn
	.type __vdso_rt_sigreturn, @function
/* In: sp = the frame. */
__vdso_rt_sigreturn:
	li a7, 139
	ecall
	.size __vdso_rt_sigreturn, . - __vdso_rt_sigreturn

.macro FUNCTION name, number
	.globl \name
	.type \name, @function
\name:
	.cfi_startproc
	li a7, \number
	ecall
	ret
	.cfi_endproc
	.size \name, . - \name
.endm

	.text
/* In: a0, a1 = pointers to the results, a2 unused. Out: a0. */
	FUNCTION __vdso_getcpu, 168
/* In: a0, a1 = range, a2 = flags. Out: a0. */
	FUNCTION __vdso_flush_icache, 259
