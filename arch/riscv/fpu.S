/* SPDX-License-Identifier: MIT */
/*
 * Floating-point registers to and from memory. The kernel is compiled without these instructions,
 * so this file names its own architecture.
 */
	.attribute arch, "rv64imafdc"
#include <asm-offsets.h>

	.text
/* void fpu_save(struct fpu_state * /a0/), void fpu_restore(...): sstatus.FS is on. */
	.globl fpu_save
fpu_save:
	.irp n,0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
	fsd f\n, \n*8(a0)
	.endr
	frcsr t0
	sd t0, FPU_FCSR(a0)
	ret

	.globl fpu_restore
fpu_restore:
	.irp n,0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
	fld f\n, \n*8(a0)
	.endr
	ld t0, FPU_FCSR(a0)
	fscsr t0
	ret
