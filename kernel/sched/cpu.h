/* SPDX-License-Identifier: MIT */
/*
 * A CPU as the generic kernel sees it: its runqueue, its timer's deadlines, its idle thread.
 */
#pragma once
#include <arch/cpu.h>
#include <kernel/sched/runqueue.h>
#include <lib/base.h>

struct cpu {
	struct arch_cpu arch; /* first, see <arch/cpu.h> */

	/* Constant once started. */
	unsigned id;

	bool online; /* set by the CPU itself, once */

	/* Set by anyone who holds rq.lock, cleared by the scheduler on this CPU. */
	_Alignas(2) bool need_resched;
	/* Constant once started: explore_active. Tested together with need_resched. */
	bool explores;

	/* This CPU's own, interrupts off: what its one-shot timer must fire for
	 * (sched_arm_timer()). */
	uint64_t timer_cycles; /* deadline of the first software timer */
	uint64_t armed_cycles; /* what the hardware timer is set to */
	unsigned long irqs;    /* interrupts taken */

	/* Lock: rq.lock. Time in user mode on this CPU of threads that have moved away or ended. */
	uint64_t user_cycles;

	struct runqueue rq;
};

/* The return from a system call reads need_resched and explores as one 16-bit word: one load and
 * one branch for two rare cases, on a path whose length the benches limit. */
static_assert(offsetof(struct cpu, need_resched) % 2 == 0 &&
		      offsetof(struct cpu, explores) == offsetof(struct cpu, need_resched) + 1,
	"entry.S tests both with one 16-bit load");

extern struct cpu cpus[CPU_MAX];
extern unsigned cpu_count; /* CPUs started; constant after boot */

/* This CPU. Only a hint unless preemption is off. */
static inline struct cpu *this_cpu(void)
{
	return arch_this_cpu();
}

/* Mask of the CPUs whose idle thread is waiting for an interrupt. */
extern unsigned idle_cpus;

/* Mask of the CPUs on which a real-time thread may wait that could run on another. A bit is set
 * before other CPUs are called, and cleared by a CPU that has looked and found none, both with that
 * CPU's runqueue locked. */
extern unsigned realtime_waiting;
