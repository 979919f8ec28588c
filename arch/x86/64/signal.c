/* SPDX-License-Identifier: MIT */
/*
 * Signal frames of x86-64, as Linux lays them out: return address, ucontext, siginfo, and behind
 * them the XSAVE area on its own alignment.
 */
#include <arch/mmu.h>
#include <arch/signal.h>
#include <arch/vdso.h>
#include <asm/fpu.h>
#include <asm/segments.h>
#include <lib/base.h>
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

static void save_registers(struct sigcontext *sc, const struct trapframe *f)
{
	*sc = (struct sigcontext){
		.r8 = f->r8,
		.r9 = f->r9,
		.r10 = f->r10,
		.r11 = f->r11,
		.r12 = f->r12,
		.r13 = f->r13,
		.r14 = f->r14,
		.r15 = f->r15,
		.rdi = f->rdi,
		.rsi = f->rsi,
		.rbp = f->rbp,
		.rbx = f->rbx,
		.rdx = f->rdx,
		.rax = f->rax,
		.rcx = f->rcx,
		.rsp = f->rsp,
		.rip = f->rip,
		.rflags = f->rflags,
		.cs = (uint16_t)f->cs,
		.ss = (uint16_t)f->ss,
		.err = f->error,
		.trapno = f->vector,
	};
}

int arch_signal_push(struct trapframe *frame, const struct signal_frame *how)
{
	struct rt_sigframe sig = {
		.restorer = how->restorer,
		.uc.flags = UC_FP_XSTATE | UC_SIGCONTEXT_SS | UC_STRICT_RESTORE_SS,
		.uc.stack = how->stack,
		.uc.sigmask = how->mask,
		.info = *how->info,
	};
	uintptr_t fpu = ALIGN_DOWN(how->sp - fpu_frame_size(), (uintptr_t)64);
	uintptr_t sp = ALIGN_DOWN(fpu - sizeof(sig), (uintptr_t)16) - 8;

	/* An IRET to a non-canonical address would fault in the kernel. */
	if (!how->restorer || how->handler >= USER_MAX || sp < how->lowest || sp > how->sp)
		return -EFAULT;
	save_registers(&sig.uc.mcontext, frame);
	sig.uc.mcontext.oldmask = how->mask;
	sig.uc.mcontext.cr2 = how->fault_addr;
	sig.uc.mcontext.fpstate = fpu;
	if (copy_to_user(sp, &sig, sizeof(sig)) || fpu_frame_save(fpu))
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

/* Red zone, and what the two alignments can cost. */
size_t arch_signal_frame_size(void)
{
	return SIGNAL_REDZONE + fpu_frame_size() + 64 + sizeof(struct rt_sigframe) + 16 + 8;
}

int arch_signal_pop(struct trapframe *frame, bool siginfo, struct signal_context *context)
{
	struct rt_sigframe sig;
	const struct sigcontext *sc = &sig.uc.mcontext;

	/* The handler's RET has taken the first word. */
	if (copy_from_user(&sig, frame->rsp - 8, offsetof(struct rt_sigframe, info)) ||
		sc->rip >= USER_MAX || fpu_frame_restore(sc->fpstate))
		return -EFAULT;
	*frame = (struct trapframe){
		.r8 = sc->r8,
		.r9 = sc->r9,
		.r10 = sc->r10,
		.r11 = sc->r11,
		.r12 = sc->r12,
		.r13 = sc->r13,
		.r14 = sc->r14,
		.r15 = sc->r15,
		.rdi = sc->rdi,
		.rsi = sc->rsi,
		.rbp = sc->rbp,
		.rbx = sc->rbx,
		.rdx = sc->rdx,
		.rax = sc->rax,
		.rcx = sc->rcx,
		.rsp = sc->rsp,
		.rip = sc->rip,
		.rflags = (frame->rflags & ~EFLAGS_USER) | (sc->rflags & EFLAGS_USER),
		.cs = SEL_USER_CS,
		.ss = SEL_USER_DS,
	};
	*context = (struct signal_context){sig.uc.sigmask, sig.uc.stack, true};
	return 0;
}

void syscall_restart(struct trapframe *frame, long number, unsigned long arg0)
{
	frame->rip -= 2; /* SYSCALL */
	frame->rax = (uint64_t)number;
	frame->rdi = arg0;
}
