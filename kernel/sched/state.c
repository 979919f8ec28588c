/* SPDX-License-Identifier: MIT */
/*
 * The thread states in words.
 */
#include <kernel/debug/panic.h>
#include <kernel/sched/thread.h>

static const char *const names[THREAD_STATES] = {
	[THREAD_NEW] = "new",
	[THREAD_READY] = "ready",
	[THREAD_RUNNING] = "running",
	[THREAD_BLOCKED] = "blocked",
	[THREAD_SLEEPING] = "sleeping",
	[THREAD_STOPPED] = "stopped",
	[THREAD_ZOMBIE] = "zombie",
	[THREAD_DEAD] = "dead",
};

const char *thread_state_name(enum thread_state state)
{
	return (unsigned)state < THREAD_STATES ? names[state] : "?";
}

void thread_bad_move(const struct thread *t, enum thread_state from, enum thread_state to)
{
	panic("thread %d (%s): illegal state change %s -> %s (expected in state %s)", t->tid,
		t->name, thread_state_name(t->state), thread_state_name(to),
		thread_state_name(from));
}
