/* SPDX-License-Identifier: MIT */
/*
 * Traps, decoded: exceptions into struct fault with the SDM's names (3A, 6.15), interrupts into
 * irq_dispatch(). Faults of user copies are handled here.
 */
#include <arch/irq.h>
#include <arch/mmu.h>
#include <arch/thread.h>
#include <arch/time.h>
#include <arch/trap.h>
#include <arch/user.h>
#include <arch/user_time.h>
#include <asm/cpu.h>
#include <asm/fpu.h>
#include <asm/msr.h>
#include <asm/platform.h>
#include <kernel/debug/panic.h>
#include <kernel/explore/hooks.h>
#include <uapi/errno.h>
#include <uapi/signal.h>

enum exception {
	EXC_DIVIDE = 0,
	EXC_DEBUG = 1,
	EXC_NMI = 2,
	EXC_BREAKPOINT = 3,
	EXC_INVALID_OPCODE = 6,
	EXC_NO_FPU = 7,
	EXC_DOUBLE_FAULT = 8,
	EXC_INVALID_TSS = 10,
	EXC_NOT_PRESENT = 11,
	EXC_STACK = 12,
	EXC_PROTECTION = 13,
	EXC_PAGE = 14,
	EXC_X87 = 16,
	EXC_ALIGNMENT = 17,
	EXC_MACHINE_CHECK = 18,
	EXC_SIMD = 19,
};

static const struct {
	const char *name;
	enum fault_kind kind;
	int signal, si_code;
} exceptions[32] = {
	[EXC_DIVIDE] = {"#DE divide error", FAULT_DIVIDE, SIGFPE, FPE_INTDIV},
	[EXC_DEBUG] = {"#DB debug", FAULT_BREAKPOINT, SIGTRAP, TRAP_TRACE},
	[EXC_NMI] = {"NMI", FAULT_OTHER, SIGSEGV, SI_KERNEL},
	[EXC_BREAKPOINT] = {"#BP breakpoint", FAULT_BREAKPOINT, SIGTRAP, SI_KERNEL},
	[4] = {"#OF overflow", FAULT_PROTECTION, SIGSEGV, SI_KERNEL},
	[5] = {"#BR bound range", FAULT_PROTECTION, SIGSEGV, SI_KERNEL},
	[EXC_INVALID_OPCODE] = {"#UD invalid opcode", FAULT_ILLEGAL, SIGILL, ILL_ILLOPN},
	[EXC_NO_FPU] = {"#NM device not available", FAULT_OTHER, SIGSEGV, SI_KERNEL},
	[EXC_DOUBLE_FAULT] = {"#DF double fault", FAULT_OTHER, SIGSEGV, SI_KERNEL},
	[EXC_INVALID_TSS] = {"#TS invalid TSS", FAULT_PROTECTION, SIGSEGV, SI_KERNEL},
	[EXC_NOT_PRESENT] = {"#NP segment not present", FAULT_PROTECTION, SIGBUS, SI_KERNEL},
	[EXC_STACK] = {"#SS stack segment", FAULT_PROTECTION, SIGBUS, SI_KERNEL},
	[EXC_PROTECTION] = {"#GP general protection", FAULT_PROTECTION, SIGSEGV, SI_KERNEL},
	[EXC_PAGE] = {"#PF page fault", FAULT_PAGE, SIGSEGV, SEGV_MAPERR},
	[EXC_X87] = {"#MF x87 error", FAULT_ARITHMETIC, SIGFPE, 0},
	[EXC_ALIGNMENT] = {"#AC alignment check", FAULT_ALIGNMENT, SIGBUS, BUS_ADRALN},
	[EXC_MACHINE_CHECK] = {"#MC machine check", FAULT_OTHER, SIGBUS, SI_KERNEL},
	[EXC_SIMD] = {"#XM SIMD floating point", FAULT_ARITHMETIC, SIGFPE, 0},
};

#define PF_WRITE 2
#define PF_USER  4
#define PF_FETCH 16

struct extable_entry {
	uintptr_t from, to;
};
extern const struct extable_entry __extable_start[], __extable_end[];

/* A fault in a user copy: fault in the page, or make the copy fail. False: no user copy faulted. */
static bool recover(struct trapframe *frame, const struct fault *fault)
{
	const struct extable_entry *e = __extable_start;
	bool there;

	while (e < __extable_end && e->from != frame_pc(frame))
		e++;
	if (e == __extable_end)
		return false;
	if (fault->kind == FAULT_PAGE && frame_irqs_on(frame)) {
		arch_irq_enable();
		there = user_copy_fault(fault->addr, fault->write);
		arch_irq_disable();
		if (there)
			return true;
	}
	frame_set_pc(frame, e->to);
	return true;
}

static bool in_guard(uintptr_t address)
{
	return (address >= VMAP_BASE && address < VMAP_END && !(address & KSTACK_SIZE)) ||
	       (address >= (uintptr_t)boot_stack_bottom - KSTACK_SIZE &&
		       address < (uintptr_t)boot_stack_bottom);
}

/* Does its signal tell where the instruction is? */
static bool tells_where(unsigned vector)
{
	int signal = exceptions[vector].signal;

	return signal == SIGFPE || signal == SIGILL || vector == EXC_DEBUG;
}

static void exception(struct trapframe *frame)
{
	unsigned vector = (unsigned)frame->vector;
	bool known = exceptions[vector].name;
	struct fault fault = {
		.kind = known ? exceptions[vector].kind : FAULT_OTHER,
		.name = known ? exceptions[vector].name : "reserved exception",
		.code = frame->error,
		.user = frame_from_user(frame),
		.signal = known ? exceptions[vector].signal : SIGSEGV,
		.si_code = exceptions[vector].si_code,
		.si_addr = tells_where(vector) ? frame_pc(frame) : 0,
	};

	if (fault.kind == FAULT_ARITHMETIC)
		fault.si_code = fpu_exception_code(vector == EXC_SIMD);
	if (vector == EXC_PAGE) {
		fault.addr = cr2_read();
		fault.write = frame->error & PF_WRITE;
		fault.execute = frame->error & PF_FETCH;
	} else if (vector == EXC_DOUBLE_FAULT && in_guard(cr2_read())) {
		/* The guard page left no room for the page fault's own frame. */
		fault.kind = FAULT_STACK_OVERFLOW;
		fault.addr = cr2_read();
		fault.write = true;
	}
	if (!fault.user &&
		(vector == EXC_PAGE || vector == EXC_PROTECTION || vector == EXC_NOT_PRESENT) &&
		recover(frame, &fault))
		return;
	if (vector == EXC_NO_FPU) { /* a task switch has set CR0.TS (SDM 3A, 7.3) */
		asm volatile("clts");
		return;
	}
	/* Not caused by the interrupted code, and possible anywhere, so its state cannot be relied
	 * on. */
	if (vector == EXC_NMI || vector == EXC_MACHINE_CHECK ||
		(vector == EXC_DOUBLE_FAULT && fault.kind != FAULT_STACK_OVERFLOW))
		panic_frame(frame, "%s, code %#lx", fault.name, fault.code);
	if (frame_irqs_on(frame) && vector != EXC_DOUBLE_FAULT)
		arch_irq_enable();
	fault_dispatch(frame, &fault);
	arch_irq_disable();
}

static void interrupt(struct trapframe *frame)
{
	unsigned vector = (unsigned)frame->vector;

	if (vector == VECTOR_SPURIOUS)
		return;
	if (vector >= VECTOR_PIC && vector < VECTOR_PIC + 16) {
		unsigned line = vector - VECTOR_PIC;

		if (pic_is_spurious(line))
			return;
		pic_eoi(line);
		irq_dispatch(frame, line == 0 ? IRQ_TIMER : IRQ_DEVICE + line);
		return;
	}
	lapic_eoi(); /* first, since the dispatch may switch threads and return much later */
	if (vector == VECTOR_TIMER) {
		irq_dispatch(frame, IRQ_TIMER);
	} else if (vector == VECTOR_IPI) {
		irq_dispatch(frame, IRQ_IPI);
	} else {
		irq_dispatch(frame, IRQ_DEVICE + vector - VECTOR_DEVICE);
	}
}

void x86_trap(struct trapframe *frame)
{
	assert_irqs_off();
	if (frame_from_user(frame)) {
		if (unlikely(explore_active)) {
			uint64_t counter = arch_instret(); /* before the paths diverge by cause */

			explore_user_enter(counter,
				frame->vector == VECTOR_TIMER ? EXPLORE_BY_TIMER : EXPLORE_BY_TRAP);
		}
		arch_user_time_ends((struct arch_thread *)arch_current());
	}
	if (likely(frame->vector >= 32))
		interrupt(frame);
	else
		exception(frame);
}

void arch_protection_fault(void)
{
	/* A selector beyond the descriptor table (Intel SDM 3A, 5.3). */
	asm volatile("mov %w0, %%es" ::"r"(0xfff8));
}
