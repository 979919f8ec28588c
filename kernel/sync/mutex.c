/* SPDX-License-Identifier: MIT */
/*
 * Mutexes and semaphores. A release with waiters never leaves the lock free for all to compete: it
 * makes the longest waiter the owner and wakes it.
 *
 * A mutex without waiters is taken and released by one atomic exchange of its owner. MUTEX_WAITERS
 * is set, under the queue's lock, before a thread queues. From then on that exchange fails, and the
 * owner releases the mutex through the queue.
 */
#include <kernel/sync/mutex.h>
#include <kernel/sync/wait_inline.h>
#include <uapi/errno.h>

void mutex_init(struct mutex *mutex, const char *name)
{
	wait_queue_init(&mutex->queue, name);
	mutex->owner = 0;
}

/* If it is *word, set the owner to `to`. True on success; otherwise *word is the present value. */
static ALWAYS_INLINE bool owner_exchange(struct mutex *mutex, uintptr_t *word, uintptr_t to)
{
	return __atomic_compare_exchange_n(&mutex->owner, word, to, false, __ATOMIC_ACQ_REL,
		__ATOMIC_RELAXED);
}

static ALWAYS_INLINE bool try_lock(struct mutex *mutex, struct thread *self)
{
	uintptr_t word = 0;

	return owner_exchange(mutex, &word, (uintptr_t)self);
}

static NOINLINE int lock_slow(struct mutex *mutex)
{
	struct thread *self = current_thread();
	uintptr_t word;

	spin_lock_irq(&mutex->queue.lock);
	word = READ_ONCE(mutex->owner);
	ASSERT(!mutex_is_mine(mutex));
	while (!(word & MUTEX_WAITERS)) {
		if (!owner_exchange(mutex, &word, word ? word | MUTEX_WAITERS : (uintptr_t)self))
			continue;
		if (word)
			break;
		spin_unlock_irq(&mutex->queue.lock);
		return 0;
	}
	return wait_block_until(&mutex->queue, TIME_NEVER);
}

/* A killed thread must still get the mutexes that it needs for cleaning up, but a killed thread
 * cannot wait. So clear the kill until it has the mutex. */
static NOINLINE void lock_even_if_killed(struct mutex *mutex)
{
	struct thread *self = current_thread();
	unsigned killed = 0;

	assert_may_sleep();
	while (lock_slow(mutex) == -EINTR)
		killed |= thread_clear_flag(self, THREAD_KILLED) & THREAD_KILLED;
	if (unlikely(killed))
		thread_set_flag(self, killed);
	self->mutexes_held++;
}

/* The slow path also catches callers that must not sleep, so that this path calls no function. */
void mutex_lock(struct mutex *mutex)
{
	struct thread *self = current_thread();

	if (unlikely(!may_sleep() || !try_lock(mutex, self))) {
		lock_even_if_killed(mutex);
		return;
	}
	self->mutexes_held++;
}

static NOINLINE void unlock_slow(struct mutex *mutex)
{
	unsigned long flags = spin_lock_irqsave(&mutex->queue.lock);
	struct thread *next;
	uintptr_t word = 0;

	ASSERT(mutex_is_mine(mutex));
	next = wait_wake_one_inline(&mutex->queue);
	if (next)
		word = (uintptr_t)next | (list_is_empty(&mutex->queue.waiters) ? 0 : MUTEX_WAITERS);
	__atomic_store_n(&mutex->owner, word, __ATOMIC_RELEASE);
	spin_unlock_irqrestore(&mutex->queue.lock, flags);
}

void mutex_unlock(struct mutex *mutex)
{
	struct thread *self = current_thread();
	uintptr_t word = (uintptr_t)self;

	self->mutexes_held--;
	if (unlikely(!owner_exchange(mutex, &word, 0)))
		unlock_slow(mutex);
}

void sem_init(struct semaphore *sem, const char *name, unsigned count)
{
	wait_queue_init(&sem->queue, name);
	sem->count = count;
}

int sem_down(struct semaphore *sem)
{
	assert_may_sleep();
	spin_lock_irq(&sem->queue.lock);
	if (!sem->count)
		return wait_block_inline(&sem->queue);
	sem->count--;
	spin_unlock_irq(&sem->queue.lock);
	return 0;
}

void sem_up(struct semaphore *sem)
{
	unsigned long flags = spin_lock_irqsave(&sem->queue.lock);

	if (!wait_wake_one_inline(&sem->queue))
		sem->count++;
	spin_unlock_irqrestore(&sem->queue.lock, flags);
}
