/* SPDX-License-Identifier: MIT */
/*
 * Signal frames of RISC-V, as Linux lays them out: siginfo, then ucontext with the integer
 * registers, the floating-point ones and an end mark for extensions.
 */
#include <arch/mmu.h>
#include <arch/signal.h>
#include <arch/thread.h>
#include <arch/vdso.h>
#include <asm/fpu.h>
#include <lib/base.h>
#include <lib/string.h>
#include <mm/usercopy.h>
#include <uapi/errno.h>
#include <vdso-symbols.h>

const uintptr_t arch_vsyscall_offset = 0;

struct sigcontext {
	uint64_t pc, x[31]; /* x1 to x31 */
	struct fpu_state fpu;
	uint8_t unused[252]; /* room for the Q extension's registers */
	uint32_t reserved, end_magic, end_size;
} __attribute__((aligned(16)));

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
static_assert(offsetof(struct sigcontext, reserved) == 772, "the ABI's layout");
static_assert(sizeof(struct rt_sigframe) == 1088, "the ABI's layout");

int arch_signal_push(struct trapframe *frame, const struct signal_frame *how)
{
	struct rt_sigframe sig = {
		.info = *how->info,
		.uc.stack = how->stack,
		.uc.sigmask = how->mask,
		.uc.mcontext.pc = frame->sepc,
	};
	uintptr_t sp = ALIGN_DOWN(how->sp - sizeof(sig), (uintptr_t)16);

	if (sp < how->lowest || sp > how->sp)
		return -EFAULT;
	memcpy(sig.uc.mcontext.x, &frame->x[1], sizeof(sig.uc.mcontext.x));
	fpu_read(&sig.uc.mcontext.fpu);
	if (copy_to_user(sp, &sig, sizeof(sig)))
		return -EFAULT;
	frame->x[REG_RA] = how->vdso + VDSO___vdso_rt_sigreturn;
	frame->x[REG_SP] = sp;
	frame->x[REG_A0] = (uint64_t)how->signal;
	frame->x[REG_A0 + 1] = sp + offsetof(struct rt_sigframe, info);
	frame->x[REG_A0 + 2] = sp + offsetof(struct rt_sigframe, uc);
	frame->sepc = how->handler;
	return 0;
}

size_t arch_signal_frame_size(void)
{
	return sizeof(struct rt_sigframe) + 16;
}

int arch_signal_pop(struct trapframe *frame, bool siginfo, struct signal_context *context)
{
	struct rt_sigframe sig;
	struct sigcontext *sc = &sig.uc.mcontext;

	if (copy_from_user(&sig, frame->x[REG_SP], sizeof(sig)) || sc->reserved || sc->end_magic ||
		sc->end_size || fpu_write(frame, &sc->fpu))
		return -EFAULT;
	memcpy(&frame->x[1], sc->x, sizeof(sc->x));
	frame->sepc = sc->pc;
	*context = (struct signal_context){sig.uc.sigmask, sig.uc.stack, true};
	return 0;
}

void syscall_restart(struct trapframe *frame, long number, unsigned long arg0)
{
	frame->sepc -= 4; /* ECALL */
	frame->x[REG_A7] = (uint64_t)number;
	frame->x[REG_A0] = arg0;
}
