/* SPDX-License-Identifier: MIT */
/*
 * The thread state machine as a table. DEAD -> (nothing): a dead thread is only freed.
 */
#include <kernel/debug/panic.h>
#include <kernel/sched/thread.h>

#define TO(state) (1u << THREAD_##state)

const uint8_t thread_legal_moves[THREAD_STATES] = {
	[THREAD_NEW] = TO(READY) | TO(RUNNING), /* RUNNING: boot code adopted as a thread */
	[THREAD_READY] = TO(RUNNING),
	[THREAD_RUNNING] = TO(READY) | TO(BLOCKED) | TO(SLEEPING) | TO(STOPPED) | TO(ZOMBIE),
	[THREAD_BLOCKED] = TO(READY),
	[THREAD_SLEEPING] = TO(READY),
	[THREAD_STOPPED] = TO(READY),
	[THREAD_ZOMBIE] = TO(DEAD),
	[THREAD_DEAD] = 0,
};

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

void thread_bad_move(const struct thread *t, enum thread_state to)
{
	panic("thread %d (%s): illegal state change %s -> %s", t->tid, t->name,
		thread_state_name(t->state), thread_state_name(to));
}
