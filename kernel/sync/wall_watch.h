/* SPDX-License-Identifier: MIT */
/*
 * Those who wait for a time of day: they are told when somebody sets it, since their time then
 * comes sooner or later than they reckoned. Time goes by on the clock since boot alone; a time of
 * day is only another name for a time on it, until the next step.
 */
#pragma once
#include <lib/list.h>

struct wall_watch {
	struct list link;
	void (*stepped)(struct wall_watch *watch); /* thread context, under the watches' mutex */
};

/* The mutex of all watches. Who starts or stops one, or sets what its function reads and restarts,
 * holds it. Thread context. */
void wall_watch_lock(void);
void wall_watch_unlock(void);

/* Be told of steps from now on; stop (nothing happens if it was not started). Lock: the mutex. */
void wall_watch_start_locked(struct wall_watch *watch);
void wall_watch_stop_locked(struct wall_watch *watch);

/* It is `now_ns` since 1970 from now on; tell everybody but the futexes. Thread context. */
void wall_step(uint64_t now_ns);

/* Sleep on behalf of a user until it is `wall_ns`, however often the time is set meanwhile. 0, or
 * -EINTR as thread_sleep_interruptible(). */
int wall_sleep_interruptible(uint64_t wall_ns);
