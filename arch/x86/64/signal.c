/* SPDX-License-Identifier: MIT */
/*
 * Signal frames of x86-64, in Linux's layout: return address, ucontext, siginfo, and above them the
 * XSAVE area with its own alignment.
 */
#include <arch/irq.h>
#include <arch/mmu.h>
#include <arch/signal.h>
#include <arch/vdso.h>
#include <asm/fpu.h>
#include <asm/segments.h>
#include <lib/base.h>
#include <lib/string.h>
#include <mm/usercopy.h>
#include <uapi/errno.h>

const uintptr_t arch_vsyscall_offset = 0;

#define UC_FP_XSTATE         1
#define UC_SIGCONTEXT_SS     2
#define UC_STRICT_RESTORE_SS 4

/* Flags that a program may change: AC OF DF TF SF ZF AF PF CF RF. */
#define EFLAGS_USER 0x50dd5ul
#define EFLAGS_DF   0x400ul
#define EFLAGS_TF   0x100ul
#define EFLAGS_RF   0x10000ul

struct sigcontext {
	uint64_t r8, r9, r10, r11, r12, r13, r14, r15;
	uint64_t rdi, rsi, rbp, rbx, rdx, rax, rcx, rsp, rip, rflags;
	uint16_t cs, gs, fs, ss;
	uint64_t err, trapno, oldmask, cr2, fpstate, reserved[8];
};

struct rt_sigframe {
	uint64_t restorer;
	struct {
		uint64_t flags, link;
		struct linux_stack stack;
		struct sigcontext mcontext;
		uint64_t sigmask;
	} uc;
	struct linux_siginfo info;
	uint8_t info_rest[SIGINFO_REST];
};
static_assert(offsetof(struct rt_sigframe, uc.mcontext) == 48, "the ABI's layout");
static_assert(offsetof(struct rt_sigframe, info) == 312, "the ABI's layout");

/* Set every byte, since all of them go to the user. One assignment each: compilers generate twice
 * as much code for a compound literal. */
static inline void save_registers(struct sigcontext *sc, const struct trapframe *f)
{
	sc->r8 = f->r8;
	sc->r9 = f->r9;
	sc->r10 = f->r10;
	sc->r11 = f->r11;
	sc->r12 = f->r12;
	sc->r13 = f->r13;
	sc->r14 = f->r14;
	sc->r15 = f->r15;
	sc->rdi = f->rdi;
	sc->rsi = f->rsi;
	sc->rbp = f->rbp;
	sc->rbx = f->rbx;
	sc->rdx = f->rdx;
	sc->rax = f->rax;
	sc->rcx = f->rcx;
	sc->rsp = f->rsp;
	sc->rip = f->rip;
	sc->rflags = f->rflags;
	sc->cs = (uint16_t)f->cs;
	sc->gs = 0;
	sc->fs = 0;
	sc->ss = (uint16_t)f->ss;
	sc->err = f->error;
	sc->trapno = f->vector;
	for (size_t i = 0; i < ARRAY_SIZE(sc->reserved); i++)
		sc->reserved[i] = 0;
}

/* Write the frame except its FPU state. Handlers without SA_SIGINFO get no siginfo. */
static int push_frame(uintptr_t sp, const struct trapframe *frame, const struct signal_frame *how,
	uintptr_t fpstate)
{
	struct rt_sigframe sig;
	size_t size = offsetof(struct rt_sigframe, info);

	sig.restorer = how->restorer;
	sig.uc.flags = UC_FP_XSTATE | UC_SIGCONTEXT_SS | UC_STRICT_RESTORE_SS;
	sig.uc.link = 0;
	sig.uc.stack = how->stack;
	sig.uc.sigmask = how->mask;
	sig.uc.mcontext.oldmask = how->mask;
	sig.uc.mcontext.cr2 = how->fault_addr;
	sig.uc.mcontext.fpstate = fpstate;
	save_registers(&sig.uc.mcontext, frame);
	if (how->siginfo) {
		sig.info = *how->info;
		memset(sig.info_rest, 0, sizeof(sig.info_rest));
		size = sizeof(sig);
	}
	return arch_copy_to_user(sp, &sig, size);
}

int arch_signal_push(struct trapframe *frame, const struct signal_frame *how)
{
	uintptr_t fpu = ALIGN_DOWN(how->sp - fpu_frame_size(), (uintptr_t)64);
	uintptr_t sp = ALIGN_DOWN(fpu - sizeof(struct rt_sigframe), (uintptr_t)16) - 8;

	DEBUG_ASSERT(arch_irqs_enabled());
	/* An IRET to a non-canonical address would fault in the kernel. */
	if (!how->restorer || how->handler >= USER_MAX || sp < how->lowest || sp > how->sp ||
		!user_range_ok(sp, how->sp - sp))
		return -EFAULT;
	if (push_frame(sp, frame, how, fpu) || fpu_frame_save(fpu))
		return -EFAULT;
	fpu_reset();
	frame->rdi = (uint64_t)how->signal;
	frame->rsi = sp + offsetof(struct rt_sigframe, info);
	frame->rdx = sp + offsetof(struct rt_sigframe, uc);
	frame->rax = 0;
	frame->rsp = sp;
	frame->rip = how->handler;
	frame->rflags &= ~(EFLAGS_DF | EFLAGS_TF | EFLAGS_RF);
	return 0;
}

/* Red zone, frame, and the largest cost of the two alignments. */
size_t arch_signal_frame_size(void)
{
	return SIGNAL_REDZONE + fpu_frame_size() + 64 + sizeof(struct rt_sigframe) + 16 + 8;
}

static inline void restore_registers(struct trapframe *f, const struct sigcontext *sc)
{
	f->r8 = sc->r8;
	f->r9 = sc->r9;
	f->r10 = sc->r10;
	f->r11 = sc->r11;
	f->r12 = sc->r12;
	f->r13 = sc->r13;
	f->r14 = sc->r14;
	f->r15 = sc->r15;
	f->rdi = sc->rdi;
	f->rsi = sc->rsi;
	f->rbp = sc->rbp;
	f->rbx = sc->rbx;
	f->rdx = sc->rdx;
	f->rax = sc->rax;
	f->rcx = sc->rcx;
	f->rsp = sc->rsp;
	f->rip = sc->rip;
	f->rflags = (f->rflags & ~EFLAGS_USER) | (sc->rflags & EFLAGS_USER);
	f->cs = SEL_USER_CS;
	f->ss = SEL_USER_DS;
}

int arch_signal_pop(struct trapframe *frame, bool siginfo, struct signal_context *context)
{
	struct rt_sigframe sig;
	const struct sigcontext *sc = &sig.uc.mcontext;

	DEBUG_ASSERT(arch_irqs_enabled());
	/* The handler's RET has popped the first word. */
	if (copy_from_user(&sig, frame->rsp - 8, offsetof(struct rt_sigframe, info)) ||
		sc->rip >= USER_MAX || fpu_frame_restore(sc->fpstate))
		return -EFAULT;
	restore_registers(frame, sc);
	context->mask = sig.uc.sigmask;
	context->stack = sig.uc.stack;
	context->has_stack = true;
	return 0;
}

void syscall_restart(struct trapframe *frame, long number, unsigned long arg0)
{
	frame->rip -= 2; /* SYSCALL */
	frame->rax = (uint64_t)number;
	frame->rdi = arg0;
}
