/* SPDX-License-Identifier: MIT */
/*
 * CPU time: how much of it threads have used, in user mode and in the kernel.
 */
#pragma once
#include <kernel/sched/cpu.h>
#include <kernel/sched/thread.h>

/* CPU time of `t` up to now, in ns. Any context. */
uint64_t sched_runtime_ns(struct thread *t);

/* What a thread, or several, have used of CPUs. */
struct cpu_usage {
	uint64_t user_ns, system_ns; /* in user mode; in the kernel for it */
	unsigned long voluntary;     /* times it left a CPU: to wait */
	unsigned long involuntary;   /* though it could have gone on */
};

/* That of `t` up to now. Any context. */
struct cpu_usage sched_usage(struct thread *t);
void sched_usage_add(struct cpu_usage *to, const struct cpu_usage *more);

/* Times in user mode by CPU are those of the threads that are there now, each since it came, and
 * cpu->user_cycles. The one, on which CPU. Any context. */
uint64_t sched_user_ns_on_cpu(struct thread *t, unsigned *cpu_id);

/* `t` leaves this CPU for another, or ends: from now on its time in user mode counts in the other's
 * way. Lock: cpu->rq, t->cpu is `cpu`, and t does not run in user mode. */
static inline void sched_settle_user_locked(struct cpu *cpu, struct thread *t)
{
	cpu->user_cycles += t->arch.user_cycles - t->usage.user_moved_cycles;
	t->usage.user_moved_cycles = t->arch.user_cycles;
}

/* The current thread ends: add what it has used. Interrupts off. */
void sched_end_usage(struct cpu_usage *sum);
