/* SPDX-License-Identifier: MIT */
/*
 * Signal frames of RISC-V (<asm/sigcontext.h>): their place on the stack, and the registers for the
 * handler.
 */
#include <arch/irq.h>
#include <arch/mmu.h>
#include <arch/signal.h>
#include <arch/thread.h>
#include <arch/vdso.h>
#include <asm/cpu.h>
#include <asm/sigcontext.h>
#include <lib/base.h>
#include <mm/usercopy.h>
#include <uapi/errno.h>
#include <vdso-symbols.h>

const uintptr_t arch_vsyscall_offset = 0;

#define AT(member) offsetof(struct rt_sigframe, member)

int arch_signal_push(struct trapframe *frame, const struct signal_frame *how)
{
	uintptr_t sp = ALIGN_DOWN(how->sp - sizeof(struct rt_sigframe), (uintptr_t)16);

	DEBUG_ASSERT(arch_irqs_enabled());
	if (sp < how->lowest || sp > how->sp || !user_range_ok(sp, how->sp - sp))
		return -EFAULT;
	frame->x[0] = frame->sepc; /* the order of a signal frame */
	if (signal_frame_store(sp, frame->x, current_arch_thread->fpu, how))
		return -EFAULT;
	frame->x[REG_RA] = how->vdso + VDSO___vdso_rt_sigreturn;
	frame->x[REG_SP] = sp;
	frame->x[REG_A0] = (uint64_t)how->signal;
	frame->x[REG_A0 + 1] = sp + AT(info);
	frame->x[REG_A0 + 2] = sp + AT(uc);
	frame->sepc = how->handler;
	return 0;
}

size_t arch_signal_frame_size(void)
{
	return sizeof(struct rt_sigframe) + 16;
}

int arch_signal_pop(struct trapframe *frame, bool siginfo, struct signal_context *context)
{
	uintptr_t sp = frame->x[REG_SP];
	bool fpu = current_arch_thread->fpu;

	DEBUG_ASSERT(arch_irqs_enabled());
	if (fpu) /* before loading them: a thread switch in between keeps those already loaded */
		frame->sstatus |= SSTATUS_FS_DIRTY;
	if (!user_range_ok(sp, sizeof(struct rt_sigframe)) ||
		signal_frame_load(sp, frame->x, fpu, context))
		return -EFAULT;
	if (!fpu && fpu_begin(frame, sp + AT(uc.mcontext.fpu)))
		return -EFAULT;
	frame->sepc = frame->x[0];
	context->has_stack = true;
	return 0;
}

void syscall_restart(struct trapframe *frame, long number, unsigned long arg0)
{
	frame->sepc -= 4; /* ECALL */
	frame->x[REG_A7] = (uint64_t)number;
	frame->x[REG_A0] = arg0;
}
