/* SPDX-License-Identifier: MIT */
/*
 * Mutex and counting semaphore, built on wait queues. Both are first come, first served: a release
 * hands the lock or the unit to the longest waiter, so no thread can overtake it. Thread context
 * only, except sem_up(): any context. Wrong use fails an assertion.
 */
#pragma once
#include <kernel/sync/wait.h>

struct mutex {
	struct wait_queue queue;
	uintptr_t owner; /* a thread, and MUTEX_WAITERS; atomic: see mutex.c */
};

#define MUTEX_WAITERS ((uintptr_t)1) /* a thread may be in the queue */

#define MUTEX_INIT(mutex, mutex_name)                               \
	{                                                           \
		.queue = WAIT_QUEUE_INIT((mutex).queue, mutex_name) \
	}

void mutex_init(struct mutex *mutex, const char *name);

/* Take the mutex, which the caller does not own. A kill does not end the wait. Asserts that the
 * caller may sleep. */
void mutex_lock(struct mutex *mutex);

/* Release it. Asserts that the caller owns it. */
void mutex_unlock(struct mutex *mutex);

/* The owner; NULL if there is none. Unless it is the caller, the answer may be out of date at
 * once. */
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
	unsigned count; /* lock: queue.lock; 0 while a thread waits */
};

#define SEMAPHORE_INIT(sem, sem_name, initial)                                      \
	{                                                                           \
		.queue = WAIT_QUEUE_INIT((sem).queue, sem_name), .count = (initial) \
	}

void sem_init(struct semaphore *sem, const char *name, unsigned count);

/* Take one unit: 0, or -EINTR if the caller is to be killed. Asserts that it may sleep. */
int sem_down(struct semaphore *sem);

/* Give one unit. Any context. */
void sem_up(struct semaphore *sem);
