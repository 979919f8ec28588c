/* SPDX-License-Identifier: MIT */
/*
 * Mutex and counting semaphore, both over wait queues and first come, first served: a release hands
 * the lock or the unit to the longest waiter, so nobody can overtake it. Thread context only
 * (sem_up(): any context). Wrong use fails an assertion.
 */
#pragma once
#include <kernel/sync/wait.h>

struct mutex {
	struct wait_queue queue;
	uintptr_t owner; /* mutex_owner(), MUTEX_WAITERS; atomic: see kernel/sync/mutex.c */
};

#define MUTEX_WAITERS ((uintptr_t)1) /* somebody may be in the queue */

#define MUTEX_INIT(mutex, mutex_name)                               \
	{                                                           \
		.queue = WAIT_QUEUE_INIT((mutex).queue, mutex_name) \
	}

void mutex_init(struct mutex *mutex, const char *name);

/* Take the mutex; the caller does not own it. Not ended by a kill. Asserts that it may sleep. */
void mutex_lock(struct mutex *mutex);

/* Release it; asserts that the caller owns it. */
void mutex_unlock(struct mutex *mutex);

/* Who has it; NULL: nobody. Old at once unless it is the caller. */
static inline struct thread *mutex_owner(const struct mutex *mutex)
{
	return (struct thread *)(READ_ONCE(mutex->owner) & ~MUTEX_WAITERS);
}

static inline bool mutex_is_mine(const struct mutex *mutex)
{
	return mutex_owner(mutex) == current_thread();
}

struct semaphore {
	struct wait_queue queue;
	unsigned count; /* lock: queue.lock; 0 while somebody waits */
};

#define SEMAPHORE_INIT(sem, sem_name, initial)                                      \
	{                                                                           \
		.queue = WAIT_QUEUE_INIT((sem).queue, sem_name), .count = (initial) \
	}

void sem_init(struct semaphore *sem, const char *name, unsigned count);

/* Take one unit: 0, or -EINTR when the caller is to be killed. Asserts that it may sleep. */
int sem_down(struct semaphore *sem);

/* Give one unit. Any context. */
void sem_up(struct semaphore *sem);
