/* SPDX-License-Identifier: MIT */
/*
 * Floating-point registers to and from memory. The kernel is compiled without these instructions,
 * so this file names its own architecture.
 */
	.attribute arch, "rv64imafdc"
#include <asm-offsets.h>
#include <asm/csr.h>
#include <asm/extable.h>
#include <uapi/errno.h>

	.text
/* void fpu_save(struct fpu_state * /a0/), void fpu_restore(...): sstatus.FS must be on. */
	.globl fpu_save
fpu_save:
	.irp n,0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
	fsd f\n, \n*8(a0)
	.endr
	frcsr t0
	sd t0, FPU_FCSR(a0) /* also clears `initial`, which follows it */
	ret

	.globl fpu_restore
fpu_restore:
	.irp n,0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
	fld f\n, \n*8(a0)
	.endr
	lw t0, FPU_FCSR(a0)
	fscsr t0
	ret

/*
 * int signal_frame_store(uintptr_t frame /a0/, const uint64_t *x /a1/, bool fpu /a2/,
 * 	const struct signal_frame *how /a3/)
 * int signal_frame_load(uintptr_t frame /a0/, uint64_t *x /a1/, bool fpu /a2/,
 * 	struct signal_context *context /a3/)
 * Store the user's struct rt_sigframe from, or load it to, 32 integer registers in memory and, if
 * `fpu`, the floating-point registers. Without `fpu`, zeros are stored for them and they are not
 * loaded. The rest is stored from *how; the mask and the stack are loaded to *context. Unused parts
 * are not written, and padding is stored as zeros. 0, or -EFAULT after a fault or for a wrong end
 * mark. Thread context. The caller has checked the range. sstatus.SUM and FS are on only within
 * these functions.
 */
	.globl signal_frame_store, signal_frame_load
signal_frame_store:
	li t0, SSTATUS_SUM | SSTATUS_FS
	csrs sstatus, t0
	ld t2, SIGNAL_INFO(a3)
1:	ld t1, (t2)
	sd t1, (a0)
	lwu t1, SIGINFO_CODE(t2) /* clears the padding */
	sd t1, SIGINFO_CODE(a0)
	.irp n,2,3,4,5
	ld t1, \n*8(t2)
	sd t1, \n*8(a0)
	.endr
	.irp n,6,7,8,9,10,11,12,13,14,15
	sd zero, \n*8(a0)
	.endr
	sd zero, SIGFRAME_UC_FLAGS(a0)
	sd zero, SIGFRAME_UC_LINK(a0)
	ld t1, SIGNAL_STACK(a3)
	sd t1, SIGFRAME_STACK(a0)
	lwu t1, SIGNAL_STACK_FLAGS(a3)
	sd t1, SIGFRAME_STACK_FLAGS(a0)
	ld t1, SIGNAL_STACK_SIZE(a3)
	sd t1, SIGFRAME_STACK_SIZE(a0)
	ld t1, SIGNAL_MASK(a3)
	sd t1, SIGFRAME_MASK(a0)
	.irp n,0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
	ld t1, \n*8(a1)
	sd t1, SIGFRAME_X + \n*8(a0)
	.endr
	sd zero, SIGFRAME_END(a0)
	sd zero, SIGFRAME_END + 1*8(a0)
	beqz a2, 2f
	.irp n,0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
	fsd f\n, SIGFRAME_FPU + \n*8(a0)
	.endr
	frcsr t1
	sd t1, SIGFRAME_FPU + FPU_FCSR(a0)
	j 3f
2:	.irp n,0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
	sd zero, SIGFRAME_FPU + \n*8(a0)
	.endr
	sd zero, SIGFRAME_FPU + FPU_FCSR(a0)
	j 3f
signal_frame_load:
	li t0, SSTATUS_SUM | SSTATUS_FS
	csrs sstatus, t0
	ld t1, SIGFRAME_END(a0)
	ld t2, SIGFRAME_END + 1*8(a0)
	srli t1, t1, 32 /* the other half is not part of the mark */
	or t1, t1, t2
	bnez t1, 4f
	ld t1, SIGFRAME_MASK(a0)
	sd t1, SIGNAL_CONTEXT_MASK(a3)
	.irp n,0,1,2
	ld t1, SIGFRAME_STACK + \n*8(a0)
	sd t1, SIGNAL_CONTEXT_STACK + \n*8(a3)
	.endr
	.irp n,0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
	ld t1, SIGFRAME_X + \n*8(a0)
	sd t1, \n*8(a1)
	.endr
	beqz a2, 3f
	.irp n,0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
	fld f\n, SIGFRAME_FPU + \n*8(a0)
	.endr
	lw t1, SIGFRAME_FPU + FPU_FCSR(a0)
	fscsr t1
3:	csrc sstatus, t0
	li a0, 0
	ret
4:	csrc sstatus, t0
	li a0, -EFAULT
	ret
	EXTABLE 1b, 3b, 4b
