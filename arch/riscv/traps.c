/* SPDX-License-Identifier: MIT */
/*
 * Traps, decoded: scause with the names of the privileged specification (table 4.2). The first use
 * of floating point and faults of user copies are handled here.
 */
#include <arch/cpu.h>
#include <arch/irq.h>
#include <arch/mmu.h>
#include <arch/thread.h>
#include <arch/time.h>
#include <arch/trap.h>
#include <arch/user.h>
#include <arch/user_time.h>
#include <asm/fpu.h>
#include <asm/platform.h>
#include <asm/sbi.h>
#include <kernel/explore/hooks.h>
#include <uapi/errno.h>
#include <uapi/signal.h>

enum interrupt {
	INT_SOFTWARE = 1,
	INT_TIMER = 5,
	INT_EXTERNAL = 9,
};

enum exception {
	EXC_FETCH_MISALIGNED = 0,
	EXC_FETCH_ACCESS = 1,
	EXC_ILLEGAL = 2,
	EXC_BREAKPOINT = 3,
	EXC_LOAD_MISALIGNED = 4,
	EXC_LOAD_ACCESS = 5,
	EXC_STORE_MISALIGNED = 6,
	EXC_STORE_ACCESS = 7,
	EXC_FETCH_PAGE = 12,
	EXC_LOAD_PAGE = 13,
	EXC_STORE_PAGE = 15,
};

static const struct cause {
	const char *name;
	enum fault_kind kind;
	int signal, si_code;
	bool write, execute;
} exceptions[16] = {
	[EXC_FETCH_MISALIGNED] = {"instruction address misaligned", FAULT_ALIGNMENT, SIGBUS,
		BUS_ADRALN, false, true},
	[EXC_FETCH_ACCESS] = {"instruction access fault", FAULT_PROTECTION, SIGSEGV, SEGV_ACCERR,
		false, true},
	[EXC_ILLEGAL] = {"illegal instruction", FAULT_ILLEGAL, SIGILL, ILL_ILLOPC, false, false},
	[EXC_BREAKPOINT] = {"breakpoint", FAULT_BREAKPOINT, SIGTRAP, TRAP_BRKPT, false, false},
	[EXC_LOAD_MISALIGNED] = {"load address misaligned", FAULT_ALIGNMENT, SIGBUS, BUS_ADRALN,
		false, false},
	[EXC_LOAD_ACCESS] = {"load access fault", FAULT_PROTECTION, SIGSEGV, SEGV_ACCERR, false,
		false},
	[EXC_STORE_MISALIGNED] = {"store/AMO address misaligned", FAULT_ALIGNMENT, SIGBUS,
		BUS_ADRALN, true, false},
	[EXC_STORE_ACCESS] = {"store/AMO access fault", FAULT_PROTECTION, SIGSEGV, SEGV_ACCERR,
		true, false},
	[EXC_FETCH_PAGE] = {"instruction page fault", FAULT_PAGE, SIGSEGV, SEGV_MAPERR, false,
		true},
	[EXC_LOAD_PAGE] = {"load page fault", FAULT_PAGE, SIGSEGV, SEGV_MAPERR, false, false},
	[EXC_STORE_PAGE] = {"store/AMO page fault", FAULT_PAGE, SIGSEGV, SEGV_MAPERR, true, false},
};
static const struct cause reserved = {"reserved exception", FAULT_OTHER, SIGILL, ILL_ILLOPC, false,
	false};

struct extable_entry {
	uintptr_t from, until, to;
};
extern const struct extable_entry __extable_start[], __extable_end[];

/* A fault in a user copy: fault in the page, or make the copy fail. False: no user copy faulted. */
static bool recover(struct trapframe *frame, const struct fault *fault)
{
	const struct extable_entry *e = __extable_start;
	bool there;

	while (e < __extable_end && (frame->sepc < e->from || frame->sepc >= e->until))
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
	frame->sepc = e->to;
	return true;
}

/* Did the trap entry find no room on the kernel stack? */
static bool stack_overflowed(const struct trapframe *frame)
{
	uintptr_t sp = frame->x[REG_SP] - sizeof(*frame);

	return !frame_from_user(frame) && !(sp >> KSTACK_SHIFT & 1);
}

static void exception(struct trapframe *frame)
{
	unsigned cause = (unsigned)frame->scause;
	const struct cause *e =
		cause < 16 && exceptions[cause].name ? &exceptions[cause] : &reserved;
	struct fault fault = {
		.kind = e->kind,
		.name = e->name,
		.addr = frame->stval,
		.code = frame->scause,
		.write = e->write,
		.execute = e->execute,
		.user = frame_from_user(frame),
		.signal = e->signal,
		.si_code = e->si_code,
		.si_addr = frame->sepc,
	};

	if (stack_overflowed(frame)) {
		fault.kind = FAULT_STACK_OVERFLOW;
		fault.addr = frame->x[REG_SP] - sizeof(*frame);
	}
	if (!fault.user && recover(frame, &fault))
		return;
	if (cause == EXC_ILLEGAL && fpu_first_use(frame))
		return;
	if (frame_irqs_on(frame) && fault.kind != FAULT_STACK_OVERFLOW)
		arch_irq_enable();
	fault_dispatch(frame, &fault);
	arch_irq_disable();
}

static void interrupt(struct trapframe *frame)
{
	unsigned line;

	switch ((unsigned)frame->scause) {
	case INT_TIMER:
		csr_clear(sie, SIE_TIMER); /* until the next deadline is set */
		irq_dispatch(frame, IRQ_TIMER);
		break;
	case INT_SOFTWARE:
		csr_clear(sip, SIE_SOFTWARE);
		irq_dispatch(frame, IRQ_IPI);
		break;
	case INT_EXTERNAL:
		line = plic_claim();
		if (line) {
			plic_complete(line); /* first, since the dispatch may switch threads */
			irq_dispatch(frame, IRQ_DEVICE + line);
		}
		break;
	default:
		irq_dispatch(frame, IRQ_SPURIOUS);
	}
}

/* An interrupt that finds the stack full is an overflow as well: the frame is on the spare stack,
 * which must be left before the next trap. */
void riscv_trap(struct trapframe *frame)
{
	assert_irqs_off();
	if (frame_from_user(frame)) {
		if (unlikely(explore_active)) {
			uint64_t counter = arch_instret(); /* before the paths diverge by cause */

			explore_user_enter(counter, frame->scause == (SCAUSE_INTERRUPT | INT_TIMER)
							    ? EXPLORE_BY_TIMER
							    : EXPLORE_BY_TRAP);
		}
		arch_user_time_ends((struct arch_thread *)arch_current());
	}
	if (frame->scause & SCAUSE_INTERRUPT && !stack_overflowed(frame))
		interrupt(frame);
	else
		exception(frame);
}

void arch_protection_fault(void)
{
	/* There is no memory near the top of the physical address space: access fault. */
	*(volatile char *)phys_to_virt(DIRECT_MAP_SIZE - PAGE_SIZE);
}
