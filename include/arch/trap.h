/* SPDX-License-Identifier: MIT */
/*
 * Contract: trapframes, faults, and the way back out of a trap.
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
 *   unsigned long syscall_arg(const struct trapframe *, unsigned i)      i in 0..5
 *   void syscall_set_result(struct trapframe *, long result)
 *   void frame_set_sp(struct trapframe *, uintptr_t sp)                  of a user frame
 */
#pragma once
#include <asm/trapframe.h>
#include <lib/base.h>

enum fault_kind {
	FAULT_PAGE,           /* no mapping, or not for this kind of access */
	FAULT_PROTECTION,     /* general protection (x86); access fault (RISC-V) */
	FAULT_ILLEGAL,        /* illegal or privileged instruction */
	FAULT_DIVIDE,         /* divide error */
	FAULT_ARITHMETIC,     /* x87/SIMD floating point */
	FAULT_ALIGNMENT,      /* misaligned access */
	FAULT_BREAKPOINT,     /* breakpoint or debug trap */
	FAULT_STACK_OVERFLOW, /* the kernel stack ran into its guard page; runs on a spare stack */
	FAULT_OTHER,          /* machine check, NMI, reserved: named in `name` */
};

struct fault {
	enum fault_kind kind;
	const char *name;   /* the manual's words for the cause, never NULL */
	uintptr_t addr;     /* faulting address for FAULT_PAGE and the like, else 0 */
	unsigned long code; /* error code or scause, as the hardware gave it */
	bool write, execute, user;
	/* What a user program is told, as Linux does on this architecture; not for FAULT_PAGE. */
	int signal, si_code;
	uintptr_t si_addr;
};

/*
 * Up-call: every exception that the architecture does not settle itself (FPU first use, user-copy
 * recovery). Interrupts are as they were at the fault when it came from user mode or from kernel
 * code with interrupts on; else off. Returns to resume the frame; does not return when it ends the
 * thread or panics.
 */
void fault_dispatch(struct trapframe *frame, const struct fault *fault);

/*
 * While `explore_active`, the architecture also calls explore_user_enter() (kernel/explore/hooks.h)
 * first after each trap from user mode; syscall_begins() does so for system calls.
 */

/* Up-call: last C code before any return to user mode: kill, stop, reschedule. Interrupts off. */
void trap_exit_user(struct trapframe *frame);

/* A frame that starts kernel code at `entry` with three arguments, interrupts on, supervisor mode
 * (eflags.IF; sstatus.SPP/SPIE), on the stack that ends at `stack_top`. `frame` is a place that
 * frame_place_kernel(stack_top) (below) gave. `entry` never returns. */
void frame_init_kernel(struct trapframe *frame, uintptr_t entry, uintptr_t stack_top,
	const uintptr_t args[3]);

/* Where on a kernel stack the frame for frame_init_kernel() / frame_init_user() must lie. */
struct trapframe *frame_place_kernel(void *stack_top);
struct trapframe *frame_place_user(void *stack_top);

/* A frame that starts user code at `entry` on user stack `sp`, all other registers zero,
 * interrupts on, user mode. */
void frame_init_user(struct trapframe *frame, uintptr_t entry, uintptr_t sp);

/* Leave through the trap-return path with `frame`, which lies on the current kernel stack.
 * Interrupts off. Does not return. */
NORETURN void frame_enter(struct trapframe *frame);

/* Make the interrupted kernel code continue at `target` on an empty stack that ends at `stack_top`
 * (used to end a thread whose own stack can no longer be trusted). */
void frame_redirect_kernel(struct trapframe *frame, void (*target)(void), void *stack_top);

/* Commit a general protection fault (x86) or an access fault (RISC-V), for the demo that shows what
 * becomes of it. Returns only if the hardware let it pass. */
void arch_protection_fault(void);

/* Print all registers through `print` (a printf). */
void frame_dump(const struct trapframe *frame, void (*print)(const char *fmt, ...));

/*
 * One step of a backtrace: given frame pointer *fp inside [low, high), store the return address in
 * *pc and the caller's frame pointer in *fp. False at the end or when *fp leaves the stack.
 */
bool arch_backtrace_step(uintptr_t *fp, uintptr_t *pc, uintptr_t low, uintptr_t high);
