/* SPDX-License-Identifier: MIT */
/*
 * Sums of CPU time. See cputime.h.
 */
#include <kernel/proc/cputime.h>
#include <kernel/proc/thread.h>

static uint64_t ended_switches; /* of all threads that have ended; lock: thread_table_lock */

struct cpu_usage process_usage_locked(struct process *process)
{
	struct cpu_usage sum = process->spent.ended, usage;
	struct thread *t;

	assert_locked(&thread_table_lock);
	list_for_each_entry(t, &process->threads, process_link) {
		usage = sched_usage(t);
		sched_usage_add(&sum, &usage);
	}
	return sum;
}

struct cpu_usage process_usage(struct process *process)
{
	unsigned long flags = spin_lock_irqsave(&thread_table_lock);
	struct cpu_usage sum = process_usage_locked(process);

	spin_unlock_irqrestore(&thread_table_lock, flags);
	return sum;
}

uint64_t process_runtime_ns_locked(struct process *process)
{
	struct cpu_usage sum = process_usage_locked(process);

	return sum.user_ns + sum.system_ns;
}

uint64_t process_runtime_ns(struct process *process)
{
	struct cpu_usage sum = process_usage(process);

	return sum.user_ns + sum.system_ns;
}

uint64_t process_user_ns_locked(struct process *process)
{
	return process_usage_locked(process).user_ns;
}

void cputime_thread_exit_locked(struct process *process, struct thread *t)
{
	assert_locked(&thread_table_lock);
	DEBUG_ASSERT(t == current_thread());
	sched_end_usage(&process->spent.ended);
	ended_switches += (uint64_t)t->usage.voluntary + t->usage.involuntary;
}

struct cpu_usage cputime_of_child_locked(struct process *child)
{
	struct cpu_usage sum = process_usage_locked(child);

	sched_usage_add(&sum, &child->spent.children);
	return sum;
}

static void add_switches(struct thread *t, void *context)
{
	*(uint64_t *)context += (uint64_t)t->usage.voluntary + t->usage.involuntary;
}

uint64_t switches_total(void)
{
	unsigned long flags = spin_lock_irqsave(&thread_table_lock);
	uint64_t sum = ended_switches;

	spin_unlock_irqrestore(&thread_table_lock, flags);
	thread_for_each(add_switches, &sum);
	return sum;
}
