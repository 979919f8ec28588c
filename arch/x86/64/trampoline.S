/* SPDX-License-Identifier: MIT */
/*
 * Handlers of x86-64 programs bring their own return (SA_RESTORER): there is nothing to show.
 */
	.section .rodata
	.globl arch_vdso_start, arch_vdso_end
arch_vdso_start:
arch_vdso_end:

	.section .note.GNU-stack, "", @progbits
