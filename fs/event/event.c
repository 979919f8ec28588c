/* SPDX-License-Identifier: MIT */
/*
 * Events. The lock of an event ranks before those of plain wait queues, because a watcher wakes
 * waiters of its own while the event's lock is held.
 */
#include <fs/event/event.h>

void event_init(struct event *event, const char *name)
{
	wait_queue_init(&event->queue, name);
	spin_init(&event->queue.lock, name, LOCK_RANK_EVENT);
	list_init(&event->watchers);
}

void event_notify_locked(struct event *event)
{
	struct watcher *watcher, *next;

	assert_locked(&event->queue.lock);
	if (!list_is_empty(&event->queue.waiters))
		wait_wake_all_locked(&event->queue);
	list_for_each_entry_safe(watcher, next, &event->watchers, link)
		watcher->notify(watcher);
}

void event_notify(struct event *event)
{
	unsigned long flags = spin_lock_irqsave(&event->queue.lock);

	event_notify_locked(event);
	spin_unlock_irqrestore(&event->queue.lock, flags);
}

void event_watch(struct event *event, struct watcher *watcher)
{
	unsigned long flags = spin_lock_irqsave(&event->queue.lock);

	watcher->event = event;
	list_push_back(&event->watchers, &watcher->link);
	spin_unlock_irqrestore(&event->queue.lock, flags);
}

void event_unwatch(struct watcher *watcher)
{
	unsigned long flags = spin_lock_irqsave(&watcher->event->queue.lock);

	list_remove(&watcher->link);
	spin_unlock_irqrestore(&watcher->event->queue.lock, flags);
}
