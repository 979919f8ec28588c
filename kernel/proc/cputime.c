/* SPDX-License-Identifier: MIT */
/*
 * Sums of CPU time. See cputime.h.
 */
#include <kernel/proc/cputime.h>
#include <kernel/proc/thread.h>

static uint64_t ended_switches; /* of all threads that have ended; lock: thread_table_lock */

uint64_t process_runtime_ns_locked(struct process *process)
{
	uint64_t sum_ns = process->spent.ended_ns;
	struct thread *t;

	list_for_each_entry(t, &process->threads, process_link)
		sum_ns += sched_runtime_ns(t);
	return sum_ns;
}

uint64_t process_runtime_ns(struct process *process)
{
	unsigned long flags = spin_lock_irqsave(&thread_table_lock);
	uint64_t sum_ns = process_runtime_ns_locked(process);

	spin_unlock_irqrestore(&thread_table_lock, flags);
	return sum_ns;
}

void cputime_thread_exit_locked(struct process *process, struct thread *t)
{
	process->spent.ended_ns += sched_runtime_ns(t);
	process->spent.switches += t->switches;
	ended_switches += t->switches;
}

void cputime_child_waited_locked(struct process *parent, struct process *child)
{
	parent->spent.children_ns += process_runtime_ns_locked(child) + child->spent.children_ns;
}

static void add_switches(struct thread *t, void *context)
{
	*(uint64_t *)context += t->switches;
}

uint64_t switches_total(void)
{
	unsigned long flags = spin_lock_irqsave(&thread_table_lock);
	uint64_t sum = ended_switches;

	spin_unlock_irqrestore(&thread_table_lock, flags);
	thread_for_each(add_switches, &sum);
	return sum;
}
