/* SPDX-License-Identifier: MIT */
/*
 * Wait queues over sched_block(): see wait.h for the protocol and docs/models/wait.pml for its
 * proof on two CPUs.
 */
#include <kernel/sched/sched.h>
#include <kernel/sync/wait.h>
#include <uapi/errno.h>

void wait_queue_init(struct wait_queue *queue, const char *name)
{
	spin_init(&queue->lock, name, LOCK_RANK_WAIT);
	list_init(&queue->waiters);
	queue->name = name;
}

int wait_block(struct wait_queue *queue, uint64_t deadline_ns)
{
	struct waiter self = {.thread = current_thread()};
	int result = 0;

	ASSERT(rawlock_is_held(&queue->lock.raw) && !arch_irqs_enabled());
	list_push_back(&queue->waiters, &self.link);
	while (list_is_linked(&self.link)) {
		if (thread_has_flag(self.thread, THREAD_KILLED))
			result = -EINTR;
		else if (deadline_ns != TIME_NEVER && arch_clock_ns() >= deadline_ns)
			result = -ETIMEDOUT;
		if (result) {
			list_remove(&self.link);
			break;
		}
		thread_block_until(&queue->lock.raw, queue->name, deadline_ns);
		rawlock_acquire(&queue->lock.raw);
	}
	return result;
}

struct thread *wait_wake_one_locked(struct wait_queue *queue)
{
	struct list *first = list_pop_front(&queue->waiters);
	struct thread *t;

	if (!first)
		return NULL;
	t = list_entry(first, struct waiter, link)->thread;
	sched_wake(t, 1u << THREAD_BLOCKED);
	return t;
}

unsigned wait_wake_all_locked(struct wait_queue *queue)
{
	unsigned count = 0;

	while (wait_wake_one_locked(queue))
		count++;
	return count;
}

unsigned wait_wake_all(struct wait_queue *queue)
{
	unsigned long flags = spin_lock_irqsave(&queue->lock);
	unsigned count = wait_wake_all_locked(queue);

	spin_unlock_irqrestore(&queue->lock, flags);
	return count;
}
