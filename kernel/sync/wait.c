/* SPDX-License-Identifier: MIT */
/*
 * Wait queues, built on sched_block(). See wait.h for the protocol, and docs/models/wait.pml for
 * its proof on two CPUs.
 */
#include <kernel/sync/wait_inline.h>
#include <kernel/time/clock.h>
#include <kernel/time/sleep.h>
#include <uapi/errno.h>

void wait_queue_init(struct wait_queue *queue, const char *name)
{
	spin_init(&queue->lock, name, LOCK_RANK_WAIT);
	list_init(&queue->waiters);
	queue->name = name;
}

int wait_on(struct wait_queue *queue, struct thread *self, uint64_t deadline_ns, unsigned unless)
{
	int result = 0;

	assert_irqs_off();
	assert_locked(&queue->lock);
	while (list_is_linked(&self->wait_link)) {
		if (thread_has_flag(self, THREAD_KILLED))
			result = -EINTR;
		else if (thread_has_flag(self, unless))
			result = -ERESTARTSYS;
		else if (deadline_ns != TIME_NEVER && clock_ns() >= deadline_ns)
			result = -ETIMEDOUT;
		if (result) {
			list_remove(&self->wait_link);
			break;
		}
		thread_block_until(&queue->lock.raw, queue->name, deadline_ns, unless);
		rawlock_acquire(&queue->lock.raw);
	}
	spin_unlock_irq(&queue->lock);
	return result;
}

int wait_block_until(struct wait_queue *queue, uint64_t deadline_ns)
{
	struct thread *self = current_thread();

	ASSERT(rawlock_is_held(&queue->lock.raw) && !arch_irqs_enabled());
	list_push_back(&queue->waiters, &self->wait_link);
	return wait_on(queue, self, deadline_ns, THREAD_KILLED);
}

int wait_block_interruptible(struct wait_queue *queue, uint64_t deadline_ns)
{
	const unsigned unless = THREAD_KILLED | THREAD_SIGNAL;
	struct thread *self = current_thread();

	ASSERT(rawlock_is_held(&queue->lock.raw) && !arch_irqs_enabled());
	list_push_back(&queue->waiters, &self->wait_link);
	if (likely(deadline_ns == TIME_NEVER))
		return wait_queued(queue, self, unless);
	return wait_on(queue, self, deadline_ns, unless);
}

unsigned wait_wake_all_locked(struct wait_queue *queue)
{
	unsigned count = 0;

	assert_locked(&queue->lock);
	while (wait_wake_one_inline(queue))
		count++;
	return count;
}
