/* SPDX-License-Identifier: MIT */
/*
 * Contract: CPUs. Identify this one, wait, start another, interrupt another.
 *
 * <asm/cpu.h> defines `struct arch_cpu`, the architecture's part of a CPU. It is the first member
 * of the kernel's `struct cpu` (kernel/sched/cpu.h), so a pointer to one is a pointer to the other.
 * Inline from <asm/cpu.h>, each a constant number of instructions:
 *
 *   struct thread *arch_current(void)    the running thread; stable in every context
 *   struct cpu *arch_this_cpu(void)      this CPU; only stable while preemption is off
 *   void arch_cpu_relax(void)            a hint inside a spin loop (PAUSE, Zihintpause)
 *   bool arch_test_and_set(unsigned long *word)  set bit 0, atomically, acquire; was it set?
 *   uintptr_t arch_frame_pointer(void)   this function's frame pointer, for backtraces
 */
#pragma once
#include <asm/cpu.h>
#include <lib/base.h>

#define CPU_MAX 8

struct cpu;
struct thread;
struct arch_thread;

/* Reasons for an interrupt between CPUs; a bit mask. */
enum ipi_reason {
	IPI_RESCHED = 1, /* check the runqueue and the deadlines */
	IPI_FLUSH = 2,   /* TLB shoot-down; only used inside the architecture */
	IPI_STOP = 4,    /* another CPU panicked: stop for good */
};

/*
 * Enable interrupts and wait for one, atomically: an interrupt that arrives between the two ends
 * the wait (STI;HLT, or WFI with sie set and SIE clear). Interrupts are off on entry and on at
 * return.
 */
void arch_cpu_idle(void);

/*
 * Bind this CPU to `cpu` and to the running thread `self` (the boot thread, or the idle thread of a
 * secondary CPU), so that arch_this_cpu() and arch_current() work. Interrupts off, once per CPU:
 * first thing on the boot CPU, before secondary_main() on the others.
 */
void arch_cpu_bind(struct cpu *cpu, struct arch_thread *self);

/*
 * Second step on each CPU: set up descriptor tables, trap vector, control registers, local
 * interrupt controller and timer. Traps work afterwards. Interrupts off, and they stay off.
 */
void arch_cpu_init(void);

/*
 * Start the CPU with hardware id `hwid` (LAPIC id, hart id) as `cpu`, on the stack of its idle
 * thread `idle`. The CPU calls secondary_main(). INIT-SIPI-SIPI (Intel SDM 3A, 8.4.4) or SBI HSM
 * hart_start. 0, or -EIO if the CPU does not start. Thread context, interrupts on.
 */
int arch_cpu_start(struct cpu *cpu, struct arch_thread *idle, uint32_t hwid);

/* Up-call: the first generic code of a secondary CPU. It is bound and on its idle thread's stack.
 * Interrupts off. */
NORETURN void secondary_main(void);

/* Interrupt CPU `cpu` for `reason`. Reasons sent before the CPU takes them are merged. Any context,
 * any lock. */
void arch_ipi_send(struct cpu *cpu, enum ipi_reason reason);

/* Up-call, from irq_dispatch(IRQ_IPI): take and clear the reasons pending for this CPU. */
unsigned arch_ipi_take(void);
