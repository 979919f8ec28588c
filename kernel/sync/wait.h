/* SPDX-License-Identifier: MIT */
/*
 * Wait queues: threads that wait for an event, first come first served.
 *
 * The queue's lock also protects the condition waited for: take it, test, wait_block() while the
 * condition is false; a waker takes it, makes the condition true, wakes. wait_block() gives the
 * lock up only when the wake-up can no longer be lost, and takes it again before it returns.
 * A waker takes the waiter off the queue under the lock, so a wake-up and a timeout that meet are
 * told apart: whoever was taken off was woken.
 */
#pragma once
#include <kernel/sync/spinlock.h>
#include <kernel/time/timer.h>
#include <lib/list.h>

struct wait_queue {
	struct spinlock lock;
	struct list waiters; /* struct waiter, oldest first */
	const char *name;    /* the wait channel shown for its waiters */
};

struct waiter {
	struct list link;
	struct thread *thread;
};

#define WAIT_QUEUE_INIT(queue, queue_name)                                  \
	{                                                                   \
		.lock = SPINLOCK_INIT(queue_name, LOCK_RANK_WAIT),          \
		.waiters = LIST_INIT((queue).waiters), .name = (queue_name) \
	}

void wait_queue_init(struct wait_queue *queue, const char *name);

/*
 * Wait until woken, at most until `deadline_ns` (TIME_NEVER: no limit). Thread context; `flags` is
 * what spin_lock_irqsave(&queue->lock) returned and still holds; interrupts were on.
 * 0 when woken, -ETIMEDOUT, or -EINTR when the thread is to be killed. queue->lock is held again.
 */
int wait_block(struct wait_queue *queue, uint64_t deadline_ns);

/* Wake the longest waiting thread; it, or NULL if there is none. Lock: queue->lock. Any context. */
struct thread *wait_wake_one_locked(struct wait_queue *queue);

/* Wake all; how many. Lock: queue->lock. Any context. */
unsigned wait_wake_all_locked(struct wait_queue *queue);

/* The same, taking the lock. */
unsigned wait_wake_all(struct wait_queue *queue);

/* Run `expr` under the queue's lock until it is true or `deadline_ns` passes. An expression of
 * wait_block()'s result, 0 when `expr` held. */
#define wait_event(queue, deadline_ns, expr)                                   \
	({                                                                     \
		unsigned long wait_flags_ = spin_lock_irqsave(&(queue)->lock); \
		int wait_result_ = 0;                                          \
		while (!(expr) && !wait_result_)                               \
			wait_result_ = wait_block(queue, deadline_ns);         \
		spin_unlock_irqrestore(&(queue)->lock, wait_flags_);           \
		wait_result_;                                                  \
	})
