/* SPDX-License-Identifier: MIT */
/*
 * Contract: trapframes, faults, and the return from a trap.
 *
 * <asm/trapframe.h> defines `struct trapframe`: all user-visible registers, saved on the kernel
 * stack at a trap; system calls, interrupts and exceptions use the same structure and the same
 * return path. Inline from <asm/trapframe.h>:
 *
 *   uintptr_t frame_pc(const struct trapframe *)        interrupted program counter
 *   void frame_set_pc(struct trapframe *, uintptr_t pc)
 *   uintptr_t frame_sp(const struct trapframe *)        interrupted stack pointer
 *   uintptr_t frame_fp(const struct trapframe *)        interrupted frame pointer
 *   uintptr_t frame_link(const struct trapframe *)      return address in a register; 0: none
 *   bool frame_from_user(const struct trapframe *)      user mode was interrupted
 *   bool frame_irqs_on(const struct trapframe *)        interrupts were on
 *   long syscall_number(const struct trapframe *)       Linux register conventions
 *   void syscall_set_number(struct trapframe *, long number)
 *   unsigned long syscall_arg(const struct trapframe *, unsigned i)      i in 0..5
 *   void syscall_set_result(struct trapframe *, long result)
 *   void frame_set_sp(struct trapframe *, uintptr_t sp)                  of a user frame
 *   uintptr_t frame_argument(const struct trapframe *, unsigned i, bool *in_memory)  at a
 *                                                       function's entry, its argument number i,
 *                                                       0 or 1, or, if `in_memory`, the
 *                                                       argument's address
 *   uintptr_t frame_argument_go(const struct trapframe *, bool *in_memory)  the same of the first
 *                                                       argument of a function of Go
 */
#pragma once
#include <asm/trapframe.h>
#include <lib/base.h>

enum fault_kind {
	FAULT_PAGE,           /* no mapping, or no permission */
	FAULT_PROTECTION,     /* general protection (x86); access fault (RISC-V) */
	FAULT_ILLEGAL,        /* illegal or privileged instruction */
	FAULT_DIVIDE,         /* divide error */
	FAULT_ARITHMETIC,     /* x87/SIMD floating point */
	FAULT_ALIGNMENT,      /* misaligned access */
	FAULT_BREAKPOINT,     /* breakpoint or debug trap */
	FAULT_STACK_OVERFLOW, /* kernel stack overflow; handled on a spare stack */
	FAULT_OTHER,          /* machine check, NMI, reserved; see `name` */
};

struct fault {
	enum fault_kind kind;
	const char *name;   /* the cause in the manual's words, never NULL */
	uintptr_t addr;     /* faulting address for FAULT_PAGE and the like, otherwise 0 */
	unsigned long code; /* error code or scause, from the hardware */
	bool write, execute, user;
	/* The signal for a user program, as on Linux for this architecture; not for FAULT_PAGE. */
	int signal, si_code;
	uintptr_t si_addr;
};

/*
 * Up-call: every exception that the architecture does not handle itself (first use of the FPU,
 * recovery of user copies). Returns to resume the frame; does not return if it ends the thread or
 * panics. Interrupts are on if the fault was in user mode or in kernel code with interrupts on;
 * otherwise off.
 */
void fault_dispatch(struct trapframe *frame, const struct fault *fault);

/*
 * While `explore_active`, the architecture also calls explore_user_enter() (kernel/explore/hooks.h)
 * first after each trap from user mode. For system calls, syscall_begins() does so.
 */

/* Up-call: the last C code before any return to user mode: kill, stop, reschedule. Interrupts
 * off. */
void trap_exit_user(struct trapframe *frame);

/* Fill a frame that starts kernel code at `entry` with three arguments, in supervisor mode with
 * interrupts on (eflags.IF; sstatus.SPP/SPIE), on the stack that ends at `stack_top`. `frame` is
 * from frame_place_kernel(stack_top). `entry` never returns. */
void frame_init_kernel(struct trapframe *frame, uintptr_t entry, uintptr_t stack_top,
	const uintptr_t args[3]);

/* Where on a kernel stack the frame for frame_init_kernel() or frame_init_user() must lie. */
struct trapframe *frame_place_kernel(void *stack_top);
struct trapframe *frame_place_user(void *stack_top);

/* Fill a frame that starts user code at `entry` in user mode with interrupts on, on the user stack
 * `sp`. All other registers are zero. */
void frame_init_user(struct trapframe *frame, uintptr_t entry, uintptr_t sp);

/* Return from a trap through `frame`, which lies on the current kernel stack. Does not return to
 * the caller. Interrupts off. */
NORETURN void frame_enter(struct trapframe *frame);

/* Make the interrupted kernel code continue at `target` on an empty stack that ends at `stack_top`.
 * Used to end a thread whose own stack can no longer be trusted. */
void frame_redirect_kernel(struct trapframe *frame, void (*target)(void), void *stack_top);

/* Cause a general protection fault (x86) or an access fault (RISC-V), for the demo that shows the
 * consequences. Returns only if the hardware raised no fault. */
void arch_protection_fault(void);

/* Print all registers through `print` (a printf). */
void frame_dump(const struct trapframe *frame, void (*print)(const char *fmt, ...));

/*
 * One step of a backtrace. Given the frame pointer *fp in [low, high), store the return address in
 * *pc and the caller's frame pointer in *fp. False at the end, or if *fp is outside the stack.
 */
bool arch_backtrace_step(uintptr_t *fp, uintptr_t *pc, uintptr_t low, uintptr_t high);
