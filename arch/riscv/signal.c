/* SPDX-License-Identifier: MIT */
/*
 * Signal frames of RISC-V, as Linux lays them out: siginfo, then ucontext with the integer
 * registers, the floating-point ones and an end mark for extensions.
 */
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

struct rt_sigframe {
	struct linux_siginfo info;
	uint8_t info_rest[SIGINFO_REST];
	struct {
		uint64_t flags, link;
		struct linux_stack stack;
		uint64_t sigmask;
		uint8_t unused[120];
		struct sigcontext mcontext;
	} uc;
};
static_assert(offsetof(struct rt_sigframe, uc.mcontext) == 304, "the ABI's layout");
static_assert(sizeof(struct rt_sigframe) == 1088, "the ABI's layout");

#define AT(member) offsetof(struct rt_sigframe, member)

/* What lies before the registers: siginfo, and the context's head up to the mask. */
static int push_head(uintptr_t sp, const struct signal_frame *how)
{
	struct {
		struct linux_siginfo info;
		uint64_t info_rest[SIGINFO_REST / 8];
		uint64_t flags, link;
		struct linux_stack stack;
		uint64_t sigmask;
	} head;

	static_assert(sizeof(head) == AT(uc.unused), "the frame's beginning");
	head.info = *how->info;
#pragma GCC unroll 16
	for (size_t i = 0; i < ARRAY_SIZE(head.info_rest); i++)
		head.info_rest[i] = 0;
	head.flags = 0;
	head.link = 0;
	head.stack = how->stack;
	head.sigmask = how->mask;
	return arch_copy_to_user(sp, &head, sizeof(head));
}

/* The frame's unused parts stay as they are, as on Linux. */
int arch_signal_push(struct trapframe *frame, const struct signal_frame *how)
{
	uintptr_t sp = ALIGN_DOWN(how->sp - sizeof(struct rt_sigframe), (uintptr_t)16);

	if (sp < how->lowest || sp > how->sp || !user_range_ok(sp, how->sp - sp))
		return -EFAULT;
	frame->x[0] = frame->sepc; /* so that they lie as in the frame */
	if (push_head(sp, how) ||
		signal_state_save(sp + AT(uc.mcontext), frame->x, current_arch_thread->fpu))
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
	uintptr_t sp = frame->x[REG_SP], sc = sp + AT(uc.mcontext);
	bool fpu = current_arch_thread->fpu;
	struct {
		struct linux_stack stack;
		uint64_t sigmask;
	} head;

	if (!user_range_ok(sp, sizeof(struct rt_sigframe)) ||
		arch_copy_from_user(&head, sp + AT(uc.stack), sizeof(head)) ||
		signal_state_restore(sc, frame->x, fpu))
		return -EFAULT;
	if (fpu)
		frame->sstatus |= SSTATUS_FS_DIRTY;
	else if (fpu_begin(frame, sc + offsetof(struct sigcontext, fpu)))
		return -EFAULT;
	frame->sepc = frame->x[0];
	context->mask = head.sigmask;
	context->stack = head.stack;
	context->has_stack = true;
	return 0;
}

void syscall_restart(struct trapframe *frame, long number, unsigned long arg0)
{
	frame->sepc -= 4; /* ECALL */
	frame->x[REG_A7] = (uint64_t)number;
	frame->x[REG_A0] = arg0;
}
