/* SPDX-License-Identifier: MIT */
/*
 * Wait queues: threads that wait for an event, first come first served.
 *
 * The queue's lock also protects the condition waited for: take it, test, block while the
 * condition is false; a waker takes it, makes the condition true, wakes. Blocking gives the lock up
 * only when the wake-up can no longer be lost. A waker takes the waiter off the queue under
 * the lock, so a wake-up and a timeout that meet are told apart: whoever was taken off was woken.
 */
#pragma once
#include <kernel/sync/spinlock.h>
#include <kernel/time/timer.h>
#include <lib/list.h>

struct wait_queue {
	struct spinlock lock;
	struct list waiters; /* threads by wait_link, oldest first */
	const char *name;    /* the wait channel shown for its waiters */
};

#define WAIT_QUEUE_INIT(queue, queue_name)                                  \
	{                                                                   \
		.lock = SPINLOCK_INIT(queue_name, LOCK_RANK_WAIT),          \
		.waiters = LIST_INIT((queue).waiters), .name = (queue_name) \
	}

void wait_queue_init(struct wait_queue *queue, const char *name);

/*
 * Wait until woken, at most until `deadline_ns` (TIME_NEVER: no limit). Thread context, queue->lock
 * held by spin_lock_irq(); released, and interrupts on, when this returns: 0 when woken,
 * -ETIMEDOUT, -EINTR when the thread is to be killed. Once it returns nobody looks at the queue on
 * this thread's behalf: it may be freed.
 */
int wait_block_until(struct wait_queue *queue, uint64_t deadline_ns);

/* The same on behalf of a user: also ended by a signal, with -ERESTARTSYS. */
int wait_block_interruptible(struct wait_queue *queue, uint64_t deadline_ns);

/* Wake all; how many. Lock: queue->lock. Any context. */
unsigned wait_wake_all_locked(struct wait_queue *queue);

/* Wait until `expr`, tested under the queue's lock, is true or `deadline_ns` passes. Thread
 * context, interrupts on. An expression of wait_block_until()'s result, 0 when `expr` held. */
#define wait_event(queue, deadline_ns, expr) \
	wait_event_by(wait_block_until, queue, deadline_ns, expr)

/*
 * The same on behalf of a user: -ERESTARTSYS when a signal is to be acted on (-EINTR: the thread is
 * to be killed). A system call passes that on, and is begun again or ends with EINTR as its
 * program's handlers say (SA_RESTART); a call that is never begun again returns -EINTR instead; one
 * that has a result to show for itself returns that.
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
