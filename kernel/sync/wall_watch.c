/* SPDX-License-Identifier: MIT */
/*
 * Watches are in one list. Sleepers are on one queue; each step of the time wakes them all, to
 * compute their deadlines again.
 */
#include <kernel/sync/mutex.h>
#include <kernel/sync/wait.h>
#include <kernel/sync/wall_watch.h>
#include <kernel/time/wall.h>
#include <uapi/errno.h>

static struct mutex lock = MUTEX_INIT(lock, "wall watches");
static struct list watches = LIST_INIT(watches);
static struct wait_queue sleepers = WAIT_QUEUE_INIT(sleepers, "sleep");
static unsigned steps; /* lock: sleepers.lock */

void wall_watch_lock(void)
{
	mutex_lock(&lock);
}

void wall_watch_unlock(void)
{
	mutex_unlock(&lock);
}

void wall_watch_start_locked(struct wall_watch *watch)
{
	assert_locked(&lock);
	if (!list_is_linked(&watch->link))
		list_push_back(&watches, &watch->link);
}

void wall_watch_stop_locked(struct wall_watch *watch)
{
	assert_locked(&lock);
	if (list_is_linked(&watch->link))
		list_remove(&watch->link);
}

void wall_step(uint64_t now_ns)
{
	struct wall_watch *watch;

	mutex_lock(&lock);
	wall_set_ns(now_ns);
	list_for_each_entry(watch, &watches, link)
		watch->stepped(watch);
	mutex_unlock(&lock);
	spin_lock_irq(&sleepers.lock);
	steps++;
	wait_wake_all_locked(&sleepers);
	spin_unlock_irq(&sleepers.lock);
}

int wall_sleep_interruptible(uint64_t wall_ns)
{
	unsigned seen;
	int result;

	for (;;) {
		seen = READ_ONCE(steps); /* before the time of day is read */
		__atomic_thread_fence(__ATOMIC_ACQUIRE);
		if (wall_clock_ns() >= wall_ns)
			return 0;
		result = wait_event_interruptible(&sleepers, wall_to_clock_ns(wall_ns),
			steps != seen);
		if (result && result != -ETIMEDOUT)
			return -EINTR;
	}
}
