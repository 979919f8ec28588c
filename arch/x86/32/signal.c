/* SPDX-License-Identifier: MIT */
/*
 * Signal frames of i386, in Linux's layout: one kind for handlers with one argument, one for
 * SA_SIGINFO. Above them the FPU state: first as FSAVE would store it, for programs that read that
 * form, then the XSAVE area with its own alignment. Only the XSAVE area is read back.
 */
#include <arch/irq.h>
#include <arch/mmu.h>
#include <arch/signal.h>
#include <arch/vdso.h>
#include <asm/fpu.h>
#include <asm/patch.h>
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
	char unused[624]; /* where the FPU state was in old kernels */
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

/* The words of a struct sigcontext that are a whole trapframe; and the words, up to eip, that are
 * restored unchanged. */
#define FRAME_WORDS    (offsetof(struct sigcontext, fpstate) / 4)
#define RESTORED_WORDS (offsetof(struct sigcontext, cs) / 4)

#define BEHIND_EIP(member) (offsetof(struct sigcontext, member) - RESTORED_WORDS * 4)
static_assert(sizeof(struct trapframe) == FRAME_WORDS * 4 && offsetof(struct trapframe, gs) == 0 &&
		      offsetof(struct trapframe, edi) == offsetof(struct sigcontext, edi) &&
		      offsetof(struct trapframe, vector) == offsetof(struct sigcontext, trapno) &&
		      offsetof(struct trapframe, eip) == offsetof(struct sigcontext, eip) &&
		      offsetof(struct trapframe, eflags) == offsetof(struct sigcontext, eflags),
	"one is copied to the other");

/* The code by which debuggers and unwinders recognise a frame; never executed. The bytes are 58 b8
 * 77 0 0 0 cd 80, and b8 ad 0 0 0 cd 80 0. */
#define CODE_SIMPLE_LOW  0x0077b858
#define CODE_SIMPLE_HIGH 0x80cd0000
#define CODE_RT_LOW      0x0000adb8
#define CODE_RT_HIGH     0x0080cd00

/* Turn the frame's words into those of a sigcontext: all of them go to the user. */
static inline void frame_to_context(struct trapframe *f)
{
	f->gs &= 0xffff;
	f->fs &= 0xffff;
	f->es &= 0xffff;
	f->ds &= 0xffff;
	f->cs &= 0xffff;
	f->ss &= 0xffff;
	f->pushed_esp = f->esp;
	if (f->vector >= 32)
		f->vector = 0;
}

/* Write the two parts of a simple frame. The bytes between them are unused and stay unchanged. */
static inline int push_simple(const struct trapframe *frame, const struct signal_frame *how,
	uintptr_t sp, uintptr_t fpstate)
{
	uint32_t head[2], rest[6]; /* fpstate, oldmask, cr2; extramask, code */
	const void *from = head;
	size_t words = ARRAY_SIZE(head);
	int result;

	head[0] = how->restorer ? how->restorer : how->vdso + VDSO___kernel_sigreturn;
	head[1] = (uint32_t)how->signal;
	rest[0] = fpstate;
	rest[1] = (uint32_t)how->mask;
	rest[2] = how->fault_addr;
	rest[3] = (uint32_t)(how->mask >> 32);
	rest[4] = CODE_SIMPLE_LOW;
	rest[5] = CODE_SIMPLE_HIGH;
	asm volatile(USER_ASM("1: rep movsl;"
			      "movl %[frame], %%esi; movl %[frame_words], %%ecx; 2: rep movsl;"
			      "movl %[rest], %%esi; movl $3, %%ecx; 3: rep movsl;"
			      "addl %[unused], %%edi; movl $3, %%ecx; 6: rep movsl;")
			     EXTABLE_STR("1b", "5b") EXTABLE_STR("2b", "5b") EXTABLE_STR("3b", "5b")
				     EXTABLE_STR("6b", "5b")
		     : "=&a"(result), "+D"(sp), "+S"(from), "+c"(words)
		     : [frame] "r"(frame), [rest] "r"(rest), [frame_words] "i"(FRAME_WORDS),
		     [unused] "i"(sizeof(((struct sigframe *)0)->unused)), [fault] "i"(-EFAULT)
		     : "memory");
	return result;
}

static NOINLINE int push_rt(const struct trapframe *frame, const struct signal_frame *how,
	uintptr_t sp, uintptr_t fpstate)
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
	memcpy(&sig.uc.mcontext, frame, sizeof(*frame));
	sig.uc.mcontext.fpstate = fpstate;
	sig.uc.mcontext.oldmask = (uint32_t)how->mask;
	sig.uc.mcontext.cr2 = how->fault_addr;
	return arch_copy_to_user(sp, &sig, sizeof(sig));
}

int arch_signal_push(struct trapframe *frame, const struct signal_frame *how)
{
	size_t size = how->siginfo ? sizeof(struct rt_sigframe) : sizeof(struct sigframe);
	uintptr_t xsave = ALIGN_DOWN(how->sp - fpu_frame_size(), (uintptr_t)64);
	uintptr_t fpstate = xsave - FSAVE_SIZE;
	uintptr_t sp = ALIGN_DOWN(fpstate - size + 4, (uintptr_t)16) - 4;

	DEBUG_ASSERT(arch_irqs_enabled());
	if (sp < how->lowest || sp > how->sp || !user_range_ok(sp, how->sp - sp))
		return -EFAULT;
	frame_to_context(frame);
	if ((how->siginfo ? push_rt(frame, how, sp, fpstate)
			  : push_simple(frame, how, sp, fpstate)) ||
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

/* The larger kind of frame, and the largest cost of the two alignments. */
size_t arch_signal_frame_size(void)
{
	return fpu_frame_size() + 64 + FSAVE_SIZE +
	       MAX(sizeof(struct rt_sigframe), sizeof(struct sigframe)) + 16 + 4;
}

/* Make `selector` a user data selector. If it names nothing, the return from the trap finds out. */
static inline void make_data_selector(uint32_t *selector)
{
	if ((uint16_t)*selector > 3)
		*selector |= 3;
}

/*
 * Load the registers of the user's context at `sc`, and the mask, whose two words are at `low` and
 * `high`. The kernel can safely enter the frame even after a fault or with arbitrary contents: of
 * cs, ss and eflags, only the parts that user mode may set are taken.
 */
static inline int restore(struct trapframe *f, uintptr_t sc, uintptr_t low, uintptr_t high,
	uint64_t *mask)
{
	uintptr_t eflags = (uintptr_t)f, fpstate = RESTORED_WORDS; /* until the asm has run */
	int error;

	asm volatile(USER_ASM("1: rep movsl; 2: movl %c[flags](%%esi), %%edi;"
			      "3: movl %c[fpu](%%esi), %%ecx;"
			      "6: movl (%%edx), %%edx; 7: movl (%%ebx), %%ebx;")
			     EXTABLE_STR("1b", "5b") EXTABLE_STR("2b", "5b") EXTABLE_STR("3b", "5b")
				     EXTABLE_STR("6b", "5b") EXTABLE_STR("7b", "5b")
		     : "=&a"(error), "+S"(sc), "+D"(eflags), "+c"(fpstate), "+d"(low), "+b"(high)
		     : [flags] "i"(BEHIND_EIP(eflags)), [fpu] "i"(BEHIND_EIP(fpstate)),
		     [fault] "i"(-EFAULT)
		     : "memory");
	make_data_selector(&f->gs);
	make_data_selector(&f->fs);
	make_data_selector(&f->es);
	make_data_selector(&f->ds);
	f->vector = f->error = 0;
	f->cs = SEL_USER_CS;
	f->ss = SEL_USER_DS;
	if (error || fpu_frame_restore(fpstate ? fpstate + FSAVE_SIZE : 0))
		return -EFAULT;
	f->esp = f->pushed_esp;
	f->eflags = (f->eflags & ~EFLAGS_USER) | (eflags & EFLAGS_USER);
	*mask = (uint64_t)high << 32 | low;
	return 0;
}

/* The handler's RET has popped the return address, and the simple trampoline also the signal. */
static inline int pop_simple(struct trapframe *frame, struct signal_context *context)
{
	uintptr_t sp = frame->esp - 8, sc = sp + offsetof(struct sigframe, sc);

	context->has_stack = false;
	if (!user_range_ok(sp, sizeof(struct sigframe)))
		return -EFAULT;
	return restore(frame, sc, sc + offsetof(struct sigcontext, oldmask),
		sp + offsetof(struct sigframe, extramask), &context->mask);
}

int arch_signal_pop(struct trapframe *frame, bool siginfo, struct signal_context *context)
{
	uintptr_t sp = frame->esp - 4;
	uintptr_t mask = sp + offsetof(struct rt_sigframe, uc.sigmask);

	DEBUG_ASSERT(arch_irqs_enabled());
	if (!siginfo)
		return pop_simple(frame, context);
	context->has_stack = true;
	if (copy_from_user(&context->stack, sp + offsetof(struct rt_sigframe, uc.stack),
		    sizeof(context->stack)) ||
		!user_range_ok(sp, sizeof(struct rt_sigframe)))
		return -EFAULT;
	return restore(frame, sp + offsetof(struct rt_sigframe, uc.mcontext), mask, mask + 4,
		&context->mask);
}

void syscall_restart(struct trapframe *frame, long number, unsigned long arg0)
{
	frame->eip -= 2; /* INT 0x80 */
	frame->eax = (uint32_t)number;
	frame->ebx = arg0;
}
