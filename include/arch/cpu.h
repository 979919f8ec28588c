/* SPDX-License-Identifier: MIT */
/*
 * Contract: CPUs: who am I, wait, start another, interrupt another.
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
	IPI_RESCHED = 1, /* look at the runqueue and the deadlines again */
	IPI_FLUSH = 2,   /* TLB shoot-down; used inside the architecture only */
	IPI_STOP = 4,    /* another CPU panicked: stop here for good */
};

/*
 * Enable interrupts and wait for one, atomically: an interrupt that comes between the two does
 * end the wait (STI;HLT, or WFI with sie set and SIE clear). On entry interrupts are off; on
 * return they are on.
 */
void arch_cpu_idle(void);

/*
 * Bind this CPU to `cpu` and to the running thread `self` (the boot thread, or the idle thread of
 * a secondary), so that arch_this_cpu() and arch_current() work. Interrupts off, once per CPU.
 * For the boot CPU it is called first of all; for a secondary before secondary_main().
 */
void arch_cpu_bind(struct cpu *cpu, struct arch_thread *self);

/*
 * Second step per CPU: descriptor tables, trap vector, control registers, local interrupt
 * controller and timer. After it traps work, interrupts are still off.
 */
void arch_cpu_init(void);

/*
 * Start the CPU with hardware id `hwid` (LAPIC id, hart id) as `cpu` on the stack of its idle
 * thread `idle`; it calls secondary_main(). INIT-SIPI-SIPI (Intel SDM 3A, 8.4.4) or SBI HSM
 * hart_start. Thread context, interrupts on. 0, or -EIO when the CPU did not come.
 */
int arch_cpu_start(struct cpu *cpu, struct arch_thread *idle, uint32_t hwid);

/* Up-call: first C code of a secondary CPU: bound, interrupts off, on its idle thread's stack. */
NORETURN void secondary_main(void);

/* Interrupt CPU `cpu` for `reason`. Any context, any lock. Reasons sent before it looks merge. */
void arch_ipi_send(struct cpu *cpu, enum ipi_reason reason);

/* Up-call, from irq_dispatch(IRQ_IPI): take and clear the reasons pending for this CPU. */
unsigned arch_ipi_take(void);
