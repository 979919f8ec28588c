/* SPDX-License-Identifier: MIT */
/*
 * Sleeping, and blocking with a deadline. Deadlines are times of clock_ns().
 */
#pragma once
#include <arch/time.h>
#include <kernel/sched/sched.h>

/* Sleep until `deadline_ns`. A cancellation point. Thread context. 0, or -EINTR if thread_kill()
 * ended the sleep of a thread that holds a mutex. */
int thread_sleep_until(uint64_t deadline_ns);

/* The same for `duration_ns`. */
int thread_sleep_ns(uint64_t duration_ns);

/* Sleep on behalf of a user: 0, or -EINTR at once if the thread is to be killed or has a signal to
 * act on. Not a cancellation point. Thread context. */
int thread_sleep_interruptible(uint64_t deadline_ns);

/* The function of the timers of all waits: wakes the thread. */
struct timer;
void wait_timer_fire(struct timer *timer);

/* Like sched_block(), or sched_sleep() if `held` is NULL, but a timer calls sched_wake() at
 * `deadline_ns`. */
void thread_block_timed(struct rawlock *held, const char *channel, uint64_t deadline_ns,
	unsigned unless);

/* Like sched_block(held, channel, unless), but at most until `deadline_ns` (TIME_NEVER: no limit).
 * Interrupts off, `held` held; returns with interrupts off and `held` released. */
static inline void thread_block_until(struct rawlock *held, const char *channel,
	uint64_t deadline_ns, unsigned unless)
{
	assert_locked(held);
	if (likely(deadline_ns == TIME_NEVER))
		sched_block(held, channel, unless);
	else
		thread_block_timed(held, channel, deadline_ns, unless);
}
