/* SPDX-License-Identifier: MIT */
/*
 * Where signal handlers without restorer return to: a page of user code, copied there by the
 * kernel. In: the stack pointer behind the return address; out: INT 0x80. The instructions are what
 * unwinders look for.
 */
	.section .rodata
	.globl arch_vdso_start, arch_vdso_end
arch_vdso_start:
	popl %eax
	movl $119, %eax /* sigreturn */
	int $0x80
	.balign 16
	movl $173, %eax /* rt_sigreturn */
	int $0x80
	.balign 16
arch_vdso_end:

	.section .note.GNU-stack, "", @progbits
