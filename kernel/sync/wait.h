/* SPDX-License-Identifier: MIT */
/*
 * Wait queues: threads that wait for an event, first come, first served.
 *
 * The queue's lock also protects the condition waited for. A waiter takes the lock, tests the
 * condition, and blocks while it is false. A waker takes the lock, makes the condition true, and
 * wakes. Blocking releases the lock only when the wake-up can no longer be lost. The waker takes
 * the waiter off the queue under the lock, so a wake-up and a timeout that coincide are
 * distinct: a thread that was taken off was woken.
 */
#pragma once
#include <kernel/sync/spinlock.h>
#include <kernel/time/timer.h>
#include <lib/list.h>

struct wait_queue {
	struct spinlock lock;
	struct list waiters; /* threads by wait_link, oldest first */
	const char *name;    /* shown as the wait channel of its waiters */
};

#define WAIT_QUEUE_INIT(queue, queue_name)                                  \
	{                                                                   \
		.lock = SPINLOCK_INIT(queue_name, LOCK_RANK_WAIT),          \
		.waiters = LIST_INIT((queue).waiters), .name = (queue_name) \
	}

void wait_queue_init(struct wait_queue *queue, const char *name);

/*
 * Wait until woken, at most until `deadline_ns` (TIME_NEVER: no limit). 0: woken; -ETIMEDOUT;
 * -EINTR: the thread is to be killed. Thread context, queue->lock held by spin_lock_irq(). Returns
 * with the lock released and interrupts on. On return no other thread uses the queue on this
 * thread's behalf, so it may be freed.
 */
int wait_block_until(struct wait_queue *queue, uint64_t deadline_ns);

/* The same on behalf of a user: a signal ends the wait, too, with -ERESTARTSYS. */
int wait_block_interruptible(struct wait_queue *queue, uint64_t deadline_ns);

/* Wake all threads. Returns their number. Lock: queue->lock. Any context. */
unsigned wait_wake_all_locked(struct wait_queue *queue);

/* Wait until `expr`, evaluated under the queue's lock, is true, or `deadline_ns` has passed. The
 * value is 0 if `expr` was true, otherwise the result of wait_block_until(). Thread context,
 * interrupts on. */
#define wait_event(queue, deadline_ns, expr) \
	wait_event_by(wait_block_until, queue, deadline_ns, expr)

/*
 * The same on behalf of a user: -ERESTARTSYS if a signal must be acted on, -EINTR if the thread is
 * to be killed. A system call returns -ERESTARTSYS, and is then restarted or ends with EINTR, as
 * its program's handlers say (SA_RESTART). A call that is never restarted returns -EINTR instead;
 * one that already has a partial result returns that.
 */
#define wait_event_interruptible(queue, deadline_ns, expr) \
	wait_event_by(wait_block_interruptible, queue, deadline_ns, expr)

#define wait_event_by(block, queue, deadline_ns, expr)            \
	({                                                        \
		int wait_result_ = 0;                             \
		spin_lock_irq(&(queue)->lock);                    \
		while (!(expr) && !wait_result_) {                \
			wait_result_ = block(queue, deadline_ns); \
			spin_lock_irq(&(queue)->lock);            \
		}                                                 \
		spin_unlock_irq(&(queue)->lock);                  \
		wait_result_;                                     \
	})
