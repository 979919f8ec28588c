/* SPDX-License-Identifier: MIT */
/*
 * What happens to a file and who wants to know: threads that wait in a call, and watchers, which
 * poll and epoll hang in. An event's condition may be protected by any lock; change it, then
 * event_notify(). Waiters test it under the event's lock, so no wake-up is lost.
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
	void (*notify)(struct watcher *watcher); /* interrupts off, the event's lock held */
};

/* Who asks a file for its state gives one of these; `add` is told each event that can change it. */
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

void event_init(struct event *event, const char *name);

/* Something changed: wake all who wait, tell all who watch. Any context. */
void event_notify(struct event *event);
void event_notify_locked(struct event *event); /* lock: event->queue.lock */

void event_watch(struct event *event, struct watcher *watcher);

/* On return the watcher is not called and will not be. */
void event_unwatch(struct watcher *watcher);

/* For poll operations: `table` may be NULL. */
static inline void poll_add(struct poll_table *table, struct event *event)
{
	if (table)
		table->add(table, event);
}

/* Wait until `expr` is true, as wait_event_interruptible() does. */
#define event_wait_until(event, deadline_ns, expr) \
	wait_event_interruptible(&(event)->queue, deadline_ns, expr)
#define event_wait(event, expr) event_wait_until(event, TIME_NEVER, expr)
