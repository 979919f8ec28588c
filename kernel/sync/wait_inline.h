/* SPDX-License-Identifier: MIT */
/*
 * The inside of wait queues, inlined into what is built on them in kernel/sync/. Every contended
 * semaphore and mutex goes through wait_block_inline() and wait_wake_one_inline().
 */
#pragma once
#include <kernel/sched/switch.h>
#include <kernel/sync/wait.h>

/* The rest of a wait, for a thread that is queued and perhaps woken already. Any of the flags
 * `unless` ends it. The result is as for wait_block_until(). Lock: queue->lock, released;
 * interrupts are on afterwards. */
int wait_on(struct wait_queue *queue, struct thread *self, uint64_t deadline_ns, unsigned unless);

/* A whole wait without a deadline, for a thread that is queued. As wait_on(). */
static ALWAYS_INLINE int wait_queued(struct wait_queue *queue, struct thread *self, unsigned unless)
{
	if (!queue) /* otherwise Clang tests it later */
		__builtin_unreachable();
	leave(self, THREAD_BLOCKED, &queue->lock.raw, queue->name, unless);
	rawlock_acquire(&queue->lock.raw);
	if (unlikely(list_is_linked(&self->wait_link)))
		return wait_on(queue, self, TIME_NEVER, unless);
	spin_unlock_irq(&queue->lock);
	return 0;
}

/* wait_block_until() without a deadline. */
static ALWAYS_INLINE int wait_block_inline(struct wait_queue *queue)
{
	struct thread *self = current_thread();

	assert_locked(&queue->lock);
	list_push_back(&queue->waiters, &self->wait_link);
	return wait_queued(queue, self, THREAD_KILLED);
}

/* Wake the thread that has waited longest. Returns it, or NULL if there is none. Lock:
 * queue->lock. Any context. */
static ALWAYS_INLINE struct thread *wait_wake_one_inline(struct wait_queue *queue)
{
	struct thread *t;

	assert_locked(&queue->lock);
	if (list_is_empty(&queue->waiters))
		return NULL;
	t = list_entry(queue->waiters.next, struct thread, wait_link);
	list_remove(&t->wait_link);
	wake(t);
	return t;
}
