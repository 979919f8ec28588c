/* SPDX-License-Identifier: MIT */
/*
 * Events of a file: a change of state, such as new data, that threads wait for in a system call, or
 * that poll and epoll watch with a callback (a watcher). Any lock may protect the condition that
 * waiters test. Change the condition first, then call event_notify(). Waiters test it with the
 * event's lock held, so no wake-up is lost.
 */
#pragma once
#include <kernel/sync/wait.h>
#include <lib/list.h>

struct event {
	struct wait_queue queue;
	struct list watchers; /* lock: queue.lock */
};

struct watcher {
	struct list link;
	struct event *event;
	/* Called by event_notify(). Interrupts off. Lock: event->queue.lock. */
	void (*notify)(struct watcher *watcher);
};

/* Passed to a file's `poll` operation, which calls `add` for each event that can change its
 * result. */
struct poll_table {
	void (*add)(struct poll_table *table, struct event *event);
};

#define EVENT_INIT(event, event_name)                                         \
	{                                                                     \
		.queue = {.lock = SPINLOCK_INIT(event_name, LOCK_RANK_EVENT), \
			.waiters = LIST_INIT((event).queue.waiters),          \
			.name = (event_name)},                                \
		.watchers = LIST_INIT((event).watchers)                       \
	}

/* Initialize `event`; `name` is the wait channel shown for its waiters. Any context. */
void event_init(struct event *event, const char *name);

/* Wake all waiters and notify all watchers. Any context. */
void event_notify(struct event *event);
void event_notify_locked(struct event *event); /* lock: event->queue.lock */

/* Add a watcher, whose `notify` the caller has set. Any context. */
void event_watch(struct event *event, struct watcher *watcher);

/* Remove a watcher. On return `notify` is not running and will not be called. Any context, but not
 * from `notify`. */
void event_unwatch(struct watcher *watcher);

/* For poll operations: pass `event` to `table`, which may be NULL. */
static inline void poll_add(struct poll_table *table, struct event *event)
{
	if (table)
		table->add(table, event);
}

/* Wait until `expr` is true, as wait_event_interruptible() does (kernel/sync/wait.h). */
#define event_wait_until(event, deadline_ns, expr) \
	wait_event_interruptible(&(event)->queue, deadline_ns, expr)
#define event_wait(event, expr) event_wait_until(event, TIME_NEVER, expr)
