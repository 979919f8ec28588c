/* SPDX-License-Identifier: MIT */
/*
 * CPU time: how much of it threads have used, in user mode and in the kernel.
 */
#pragma once
#include <kernel/sched/cpu.h>
#include <kernel/sched/thread.h>

/* CPU time of `t` up to now, in ns. Any context. */
uint64_t sched_runtime_ns(struct thread *t);

/* What one or several threads have used of CPUs. */
struct cpu_usage {
	uint64_t user_ns, system_ns; /* in user mode; in the kernel on its behalf */
	unsigned long voluntary;     /* times it left a CPU in order to wait */
	unsigned long involuntary;   /* times it left a CPU while it could have run on */
};

/* What `t` has used up to now; add one sum to another. Any context. */
struct cpu_usage sched_usage(struct thread *t);
void sched_usage_add(struct cpu_usage *to, const struct cpu_usage *more);

/* A CPU's time in user mode is cpu->user_cycles plus, for each thread that belongs to it now, the
 * user time since the thread came there. Returns that second part for `t`, in ns, and sets *cpu_id.
 * Any context. */
uint64_t sched_user_ns_on_cpu(struct thread *t, unsigned *cpu_id);

/* `t` moves from `cpu` to another, or ends: its user time so far becomes part of cpu->user_cycles.
 * `t` does not run in user mode. Lock: cpu->rq, and t->cpu is `cpu`. */
static inline void sched_settle_user_locked(struct cpu *cpu, struct thread *t)
{
	assert_locked(&cpu->rq.lock);
	DEBUG_ASSERT(t->cpu == cpu);
	cpu->user_cycles += t->arch.user_cycles - t->usage.user_moved_cycles;
	t->usage.user_moved_cycles = t->arch.user_cycles;
}

/* The current thread ends: add what it has used to `sum`. Interrupts off. */
void sched_end_usage(struct cpu_usage *sum);
