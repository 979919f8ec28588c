/* SPDX-License-Identifier: MIT */
/*
 * Watches for steps of the time of day. Code that waits for a time of day is called when the time
 * is set, since its deadline then arrives sooner or later than computed. Only the clock since boot
 * advances by itself; a time of day is another name for a time of that clock, until the next step.
 */
#pragma once
#include <lib/list.h>

struct wall_watch {
	struct list link;
	void (*stepped)(struct wall_watch *watch); /* thread context, under the watches' mutex */
};

/* The mutex of all watches. Hold it to start or stop a watch, and to change what its function
 * reads. Thread context. */
void wall_watch_lock(void);
void wall_watch_unlock(void);

/* Start watching; stop watching (nothing happens if it was not started). Lock: the watches'
 * mutex. */
void wall_watch_start_locked(struct wall_watch *watch);
void wall_watch_stop_locked(struct wall_watch *watch);

/* Set the time of day to `now_ns` since 1970, and notify watches and sleepers, but not the
 * futexes. Thread context. */
void wall_step(uint64_t now_ns);

/* Sleep on behalf of a user until the time of day is `wall_ns`, however often it is set meanwhile.
 * 0, or -EINTR as thread_sleep_interruptible(). Thread context. */
int wall_sleep_interruptible(uint64_t wall_ns);
