/* SPDX-License-Identifier: MIT */
/*
 * The explorer's up-calls where nothing is explored.
 */
#include <arch/trap.h>
#include <kernel/proc/explored.h>
#include <kernel/sched/thread.h>

bool explore_active;

void thread_explored_leaves(struct runqueue *rq, struct thread *self, bool ends)
{
}

bool sched_idle_explored(void)
{
	return false;
}

uint64_t thread_explored_runtime_ns(const struct thread *t)
{
	return 0;
}

void explore_thread_exits(struct thread *self)
{
}

void explore_process_ended(struct process *process)
{
}

bool explore_counts(const struct process *process)
{
	return false;
}

void explore_process_left(void)
{
}
