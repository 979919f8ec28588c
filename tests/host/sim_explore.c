/* SPDX-License-Identifier: MIT */
/*
 * The explorer's hooks when nothing is explored.
 */
#include <arch/trap.h>
#include <kernel/explore/hooks.h>
#include <kernel/sched/thread.h>

bool explore_active;

bool explore_thread_leaves(struct runqueue *rq, struct thread *self, bool ends, bool interruptible)
{
	return true;
}

bool explore_delays_signal(struct thread *t)
{
	return false;
}

bool explore_idle(void)
{
	return false;
}

uint64_t explore_runtime_ns(const struct thread *t)
{
	return 0;
}

void explore_thread_exits(struct thread *self)
{
}

void explore_process_ended(struct process *process)
{
}

bool explore_run_waits_for(const struct process *process)
{
	return false;
}

void explore_process_gone(void)
{
}
