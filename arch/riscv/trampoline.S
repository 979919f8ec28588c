/* SPDX-License-Identifier: MIT */
/*
 * Where signal handlers return to: a page of user code, copied there by the kernel. In: sp = the
 * frame; out: ECALL. The two instructions are what unwinders look for.
 */
	.section .rodata
	.balign 4
	.globl arch_vdso_start, arch_vdso_end
	.option push
	.option norvc
arch_vdso_start:
	li a7, 139 /* rt_sigreturn */
	ecall
arch_vdso_end:
	.option pop
