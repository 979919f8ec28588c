/* SPDX-License-Identifier: MIT */
/*
 * The vDSO as the linker made it, in the kernel's image; it is copied into pages at boot.
 */
	.section .rodata
	.balign 8
	.globl vdso_image_start, vdso_image_end
vdso_image_start:
	.incbin "vdso.so"
vdso_image_end:

	.section .note.GNU-stack, "", %progbits
