/* SPDX-License-Identifier: MIT */
/*
 * Sleeping, and blocking with a deadline.
 */
#pragma once
#include <arch/time.h>
#include <kernel/sched/sched.h>

/*
 * Sleep until `deadline_ns` on clock_ns()'s scale. A cancellation point. Thread context.
 * 0, or -EINTR when thread_kill() cut it short for a thread that holds a mutex.
 */
int thread_sleep_until(uint64_t deadline_ns);

/* Sleep for `duration_ns`. As above. */
int thread_sleep_ns(uint64_t duration_ns);

/* Sleep on behalf of a user: 0, or -EINTR at once when the thread is to be killed or has a signal
 * to act on. No cancellation point. */
int thread_sleep_interruptible(uint64_t deadline_ns);

/* sched_block(), or sched_sleep() without `held`, and sched_wake() comes at
 * `deadline_ns` at the latest. */
void thread_block_timed(struct rawlock *held, const char *channel, uint64_t deadline_ns,
	unsigned unless);

/*
 * Block like sched_block(held, channel, unless), but at most until `deadline_ns`
 * (TIME_NEVER: no limit). Interrupts off, `held` held; returns interrupts off, `held` released.
 */
static inline void thread_block_until(struct rawlock *held, const char *channel,
	uint64_t deadline_ns, unsigned unless)
{
	if (likely(deadline_ns == TIME_NEVER))
		sched_block(held, channel, unless);
	else
		thread_block_timed(held, channel, deadline_ns, unless);
}
