/* SPDX-License-Identifier: MIT */
/*
 * The inside of wait queues, inlined into what is built on them (kernel/sync/): wait_block_inline()
 * and wait_wake_one_inline() are on the way of every semaphore and mutex that somebody waits for.
 */
#pragma once
#include <kernel/sched/switch.h>
#include <kernel/sync/wait.h>

/* The rest of a wait, and why it ended, for a thread queued and perhaps not woken yet. Lock:
 * queue->lock, released; interrupts on after. As wait_block_until(); any of the flags `unless` ends
 * it. */
int wait_on(struct wait_queue *queue, struct thread *self, uint64_t deadline_ns, unsigned unless);

/* The whole of a wait without a deadline, for a thread that is queued. */
static ALWAYS_INLINE int wait_queued(struct wait_queue *queue, struct thread *self, unsigned unless)
{
	if (!queue) /* Clang would test it on the way */
		__builtin_unreachable();
	leave(self, THREAD_BLOCKED, &queue->lock.raw, queue->name, unless);
	rawlock_acquire(&queue->lock.raw);
	if (unlikely(list_is_linked(&self->wait_link)))
		return wait_on(queue, self, TIME_NEVER, unless);
	spin_unlock_irq(&queue->lock);
	return 0;
}

static ALWAYS_INLINE int wait_block_inline(struct wait_queue *queue)
{
	struct thread *self = current_thread();

	list_push_back(&queue->waiters, &self->wait_link);
	return wait_queued(queue, self, THREAD_KILLED);
}

/* Wake the longest waiting thread. That thread, or NULL if none waits. Lock: queue->lock. */
static ALWAYS_INLINE struct thread *wait_wake_one_inline(struct wait_queue *queue)
{
	struct thread *t;

	if (list_is_empty(&queue->waiters))
		return NULL;
	t = list_entry(queue->waiters.next, struct thread, wait_link);
	list_remove(&t->wait_link);
	wake(t);
	return t;
}
