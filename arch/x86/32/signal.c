/* SPDX-License-Identifier: MIT */
/*
 * Signal frames of i386, as Linux lays them out: one kind for handlers with one argument, one for
 * SA_SIGINFO. Behind them the FPU's state: what FSAVE would have stored, for those who read that,
 * then the XSAVE area on its own alignment, which alone is read back.
 */
#include <arch/mmu.h>
#include <arch/signal.h>
#include <arch/vdso.h>
#include <asm/fpu.h>
#include <asm/segments.h>
#include <lib/base.h>
#include <lib/string.h>
#include <mm/usercopy.h>
#include <uapi/errno.h>
#include <vdso-symbols.h>

const uintptr_t arch_vsyscall_offset = VDSO___kernel_vsyscall;

/* Flags that a program may change: AC OF DF TF SF ZF AF PF CF RF. */
#define EFLAGS_USER 0x50dd5u
#define EFLAGS_DF   0x400u
#define EFLAGS_TF   0x100u
#define EFLAGS_RF   0x10000u

#define FSAVE_SIZE  112 /* with Linux's status and magic words */
#define FSAVE_MAGIC 108

struct sigcontext {
	uint32_t gs, fs, es, ds;
	uint32_t edi, esi, ebp, esp, ebx, edx, ecx, eax;
	uint32_t trapno, err, eip, cs, eflags, esp_at_signal, ss, fpstate, oldmask, cr2;
};

struct sigframe {
	uint32_t restorer;
	int32_t signal;
	struct sigcontext sc;
	char unused[624]; /* where the FPU's state once was */
	uint32_t extramask;
	uint8_t code[8];
};

struct rt_sigframe {
	uint32_t restorer;
	int32_t signal;
	uint32_t info_at, uc_at;
	struct linux_siginfo info;
	uint8_t info_rest[SIGINFO_REST];
	struct {
		uint32_t flags, link;
		struct linux_stack stack;
		struct sigcontext mcontext;
		uint32_t sigmask[2];
	} uc;
	uint8_t code[8];
};
static_assert(sizeof(struct sigcontext) == 88, "the ABI's layout");
static_assert(offsetof(struct sigframe, extramask) == 720, "the ABI's layout");
static_assert(offsetof(struct rt_sigframe, uc) == 144, "the ABI's layout");

/* What debuggers and unwinders know a frame by; never executed. */
static const uint8_t code_simple[8] = {0x58, 0xb8, 0x77, 0, 0, 0, 0xcd, 0x80};
static const uint8_t code_rt[8] = {0xb8, 0xad, 0, 0, 0, 0xcd, 0x80, 0};

static void save_registers(struct sigcontext *sc, const struct trapframe *f,
	const struct signal_frame *how, uintptr_t fpstate)
{
	*sc = (struct sigcontext){
		.gs = f->gs & 0xffff,
		.fs = f->fs & 0xffff,
		.es = f->es & 0xffff,
		.ds = f->ds & 0xffff,
		.edi = f->edi,
		.esi = f->esi,
		.ebp = f->ebp,
		.esp = f->esp,
		.ebx = f->ebx,
		.edx = f->edx,
		.ecx = f->ecx,
		.eax = f->eax,
		.trapno = f->vector < 32 ? f->vector : 0,
		.err = f->error,
		.eip = f->eip,
		.cs = f->cs & 0xffff,
		.eflags = f->eflags,
		.esp_at_signal = f->esp,
		.ss = f->ss & 0xffff,
		.fpstate = fpstate,
		.oldmask = (uint32_t)how->mask,
		.cr2 = how->fault_addr,
	};
}

static int push_simple(const struct trapframe *frame, const struct signal_frame *how, uintptr_t sp,
	uintptr_t fpstate)
{
	const uint32_t head[2] = {how->restorer ? how->restorer
						: how->vdso + VDSO___kernel_sigreturn,
		(uint32_t)how->signal};
	struct {
		uint32_t extramask;
		uint8_t code[8];
	} tail = {.extramask = (uint32_t)(how->mask >> 32)};
	struct sigcontext sc;

	memcpy(tail.code, code_simple, sizeof(tail.code));
	save_registers(&sc, frame, how, fpstate);
	if (copy_to_user(sp, head, sizeof(head)) ||
		copy_to_user(sp + offsetof(struct sigframe, sc), &sc, sizeof(sc)) ||
		copy_to_user(sp + offsetof(struct sigframe, extramask), &tail, sizeof(tail)))
		return -EFAULT;
	return 0;
}

static int push_rt(const struct trapframe *frame, const struct signal_frame *how, uintptr_t sp,
	uintptr_t fpstate)
{
	struct rt_sigframe sig = {
		.restorer = how->restorer ? how->restorer : how->vdso + VDSO___kernel_rt_sigreturn,
		.signal = how->signal,
		.info_at = sp + offsetof(struct rt_sigframe, info),
		.uc_at = sp + offsetof(struct rt_sigframe, uc),
		.info = *how->info,
		.uc.flags = 1, /* UC_FP_XSTATE */
		.uc.stack = how->stack,
		.uc.sigmask = {(uint32_t)how->mask, (uint32_t)(how->mask >> 32)},
	};

	memcpy(sig.code, code_rt, sizeof(sig.code));
	save_registers(&sig.uc.mcontext, frame, how, fpstate);
	return copy_to_user(sp, &sig, sizeof(sig));
}

int arch_signal_push(struct trapframe *frame, const struct signal_frame *how)
{
	size_t size = how->siginfo ? sizeof(struct rt_sigframe) : sizeof(struct sigframe);
	uintptr_t xsave = ALIGN_DOWN(how->sp - fpu_frame_size(), (uintptr_t)64);
	uintptr_t fpstate = xsave - FSAVE_SIZE;
	uintptr_t sp = ALIGN_DOWN(fpstate - size + 4, (uintptr_t)16) - 4;
	char fsave[FSAVE_SIZE];

	if (sp < how->lowest || sp > how->sp)
		return -EFAULT;
	if ((how->siginfo ? push_rt : push_simple)(frame, how, sp, fpstate) ||
		fpu_frame_save(xsave))
		return -EFAULT;
	fpu_frame_fsave(fsave);
	memset(fsave + FSAVE_MAGIC + 2, 0, 2); /* an XSAVE or FXSAVE area follows */
	if (copy_to_user(fpstate, fsave, sizeof(fsave)))
		return -EFAULT;
	fpu_reset();
	frame->eax = (uint32_t)how->signal;
	frame->edx = how->siginfo ? sp + offsetof(struct rt_sigframe, info) : 0;
	frame->ecx = how->siginfo ? sp + offsetof(struct rt_sigframe, uc) : 0;
	frame->esp = sp;
	frame->eip = how->handler;
	frame->eflags &= ~(EFLAGS_DF | EFLAGS_TF | EFLAGS_RF);
	frame->ds = frame->es = frame->ss = SEL_USER_DS;
	frame->cs = SEL_USER_CS;
	return 0;
}

/* The larger kind, and what the two alignments can cost. */
size_t arch_signal_frame_size(void)
{
	return fpu_frame_size() + 64 + FSAVE_SIZE +
	       MAX(sizeof(struct rt_sigframe), sizeof(struct sigframe)) + 16 + 4;
}

/* A data selector of the user's. One that names nothing is found out by the trap's way out. */
static uint32_t data_selector(uint32_t selector)
{
	selector &= 0xffff;
	return selector < 4 ? selector : selector | 3;
}

static int restore_registers(struct trapframe *f, const struct sigcontext *sc)
{
	uintptr_t xsave = sc->fpstate ? sc->fpstate + FSAVE_SIZE : 0;

	if (fpu_frame_restore(xsave))
		return -EFAULT;
	*f = (struct trapframe){
		.gs = data_selector(sc->gs),
		.fs = data_selector(sc->fs),
		.es = data_selector(sc->es),
		.ds = data_selector(sc->ds),
		.edi = sc->edi,
		.esi = sc->esi,
		.ebp = sc->ebp,
		.esp = sc->esp,
		.ebx = sc->ebx,
		.edx = sc->edx,
		.ecx = sc->ecx,
		.eax = sc->eax,
		.vector = f->vector,
		.eip = sc->eip,
		.cs = SEL_USER_CS,
		.eflags = (f->eflags & ~EFLAGS_USER) | (sc->eflags & EFLAGS_USER),
		.ss = SEL_USER_DS,
	};
	return 0;
}

/* The handler's RET has taken the return address, and the simple trampoline the signal too. */
static int pop_simple(struct trapframe *frame, struct signal_context *context)
{
	uintptr_t sp = frame->esp - 8;
	struct sigcontext sc;
	uint32_t extramask;

	if (copy_from_user(&sc, sp + offsetof(struct sigframe, sc), sizeof(sc)) ||
		copy_from_user(&extramask, sp + offsetof(struct sigframe, extramask),
			sizeof(extramask)))
		return -EFAULT;
	*context = (struct signal_context){.mask = (uint64_t)extramask << 32 | sc.oldmask};
	return restore_registers(frame, &sc);
}

int arch_signal_pop(struct trapframe *frame, bool siginfo, struct signal_context *context)
{
	struct rt_sigframe sig;

	if (!siginfo)
		return pop_simple(frame, context);
	if (copy_from_user(&sig, frame->esp - 4, sizeof(sig)))
		return -EFAULT;
	*context = (struct signal_context){(uint64_t)sig.uc.sigmask[1] << 32 | sig.uc.sigmask[0],
		sig.uc.stack, true};
	return restore_registers(frame, &sig.uc.mcontext);
}

void syscall_restart(struct trapframe *frame, long number, unsigned long arg0)
{
	frame->eip -= 2; /* INT 0x80 */
	frame->eax = (uint32_t)number;
	frame->ebx = arg0;
}
