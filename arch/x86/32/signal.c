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
#include <mm/usercopy.h>
#include <uapi/errno.h>
#include <vdso-symbols.h>

const uintptr_t arch_vsyscall_offset = VDSO___kernel_vsyscall;

/* Flags that a program may change: AC OF DF TF SF ZF AF PF CF RF. */
#define EFLAGS_USER 0x50dd5u
#define EFLAGS_DF   0x400u
#define EFLAGS_TF   0x100u
#define EFLAGS_RF   0x10000u

#define FSAVE_SIZE 112 /* with Linux's status and magic words */

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
	uint32_t code[2];
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
	uint32_t code[2];
};
static_assert(sizeof(struct sigcontext) == 88, "the ABI's layout");
static_assert(offsetof(struct sigframe, extramask) == 720, "the ABI's layout");
static_assert(offsetof(struct rt_sigframe, uc) == 144, "the ABI's layout");

/* What debuggers and unwinders know a frame by; never executed: the bytes 58 b8 77 0 0 0 cd 80, and
 * b8 ad 0 0 0 cd 80 0. */
#define CODE_SIMPLE_LOW  0x0077b858
#define CODE_SIMPLE_HIGH 0x80cd0000
#define CODE_RT_LOW      0x0000adb8
#define CODE_RT_HIGH     0x0080cd00

/* Every word is set, for they all go to the user. One by one: from a compound literal compilers
 * make twice as much. */
static inline void save_registers(struct sigcontext *sc, const struct trapframe *f,
	const struct signal_frame *how, uintptr_t fpstate)
{
	sc->gs = f->gs & 0xffff;
	sc->fs = f->fs & 0xffff;
	sc->es = f->es & 0xffff;
	sc->ds = f->ds & 0xffff;
	sc->edi = f->edi;
	sc->esi = f->esi;
	sc->ebp = f->ebp;
	sc->esp = f->esp;
	sc->ebx = f->ebx;
	sc->edx = f->edx;
	sc->ecx = f->ecx;
	sc->eax = f->eax;
	sc->trapno = f->vector < 32 ? f->vector : 0;
	sc->err = f->error;
	sc->eip = f->eip;
	sc->cs = f->cs & 0xffff;
	sc->eflags = f->eflags;
	sc->esp_at_signal = f->esp;
	sc->ss = f->ss & 0xffff;
	sc->fpstate = fpstate;
	sc->oldmask = (uint32_t)how->mask;
	sc->cr2 = how->fault_addr;
}

/* What lies between the two parts is unused, and stays as it is. */
static int push_simple(const struct trapframe *frame, const struct signal_frame *how, uintptr_t sp,
	uintptr_t fpstate)
{
	struct {
		uint32_t restorer;
		int32_t signal;
		struct sigcontext sc;
	} head;
	struct {
		uint32_t extramask, code[2];
	} tail;

	head.restorer = how->restorer ? how->restorer : how->vdso + VDSO___kernel_sigreturn;
	head.signal = how->signal;
	save_registers(&head.sc, frame, how, fpstate);
	tail.extramask = (uint32_t)(how->mask >> 32);
	tail.code[0] = CODE_SIMPLE_LOW;
	tail.code[1] = CODE_SIMPLE_HIGH;
	return arch_copy_to_user(sp, &head, sizeof(head)) ||
			       arch_copy_to_user(sp + offsetof(struct sigframe, extramask), &tail,
				       sizeof(tail))
		       ? -EFAULT
		       : 0;
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

	sig.code[0] = CODE_RT_LOW;
	sig.code[1] = CODE_RT_HIGH;
	save_registers(&sig.uc.mcontext, frame, how, fpstate);
	return arch_copy_to_user(sp, &sig, sizeof(sig));
}

int arch_signal_push(struct trapframe *frame, const struct signal_frame *how)
{
	size_t size = how->siginfo ? sizeof(struct rt_sigframe) : sizeof(struct sigframe);
	uintptr_t xsave = ALIGN_DOWN(how->sp - fpu_frame_size(), (uintptr_t)64);
	uintptr_t fpstate = xsave - FSAVE_SIZE;
	uintptr_t sp = ALIGN_DOWN(fpstate - size + 4, (uintptr_t)16) - 4;

	if (sp < how->lowest || sp > how->sp || !user_range_ok(sp, how->sp - sp))
		return -EFAULT;
	if ((how->siginfo ? push_rt : push_simple)(frame, how, sp, fpstate) ||
		fpu_frame_save(xsave) || fpu_frame_fsave(fpstate))
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

static inline int restore_registers(struct trapframe *f, const struct sigcontext *sc)
{
	uintptr_t xsave = sc->fpstate ? sc->fpstate + FSAVE_SIZE : 0;

	if (fpu_frame_restore(xsave))
		return -EFAULT;
	f->gs = data_selector(sc->gs);
	f->fs = data_selector(sc->fs);
	f->es = data_selector(sc->es);
	f->ds = data_selector(sc->ds);
	f->edi = sc->edi;
	f->esi = sc->esi;
	f->ebp = sc->ebp;
	f->esp = sc->esp;
	f->ebx = sc->ebx;
	f->edx = sc->edx;
	f->ecx = sc->ecx;
	f->eax = sc->eax;
	f->eip = sc->eip;
	f->cs = SEL_USER_CS;
	f->eflags = (f->eflags & ~EFLAGS_USER) | (sc->eflags & EFLAGS_USER);
	f->ss = SEL_USER_DS;
	return 0;
}

/* The handler's RET has taken the return address, and the simple trampoline the signal too. */
static int pop_simple(struct trapframe *frame, struct signal_context *context)
{
	uintptr_t sp = frame->esp - 8;
	struct sigcontext sc;
	uint32_t extramask;

	if (!user_range_ok(sp, sizeof(struct sigframe)) ||
		arch_copy_from_user(&sc, sp + offsetof(struct sigframe, sc), sizeof(sc)) ||
		arch_user_load32(sp + offsetof(struct sigframe, extramask), &extramask))
		return -EFAULT;
	context->mask = (uint64_t)extramask << 32 | sc.oldmask;
	context->has_stack = false;
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
