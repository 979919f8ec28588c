/* SPDX-License-Identifier: MIT */
/*
 * Mutex, counting semaphore and condition variable, all over wait queues, all first come first
 * served: a release hands the lock or the unit to the longest waiter, so nobody can overtake it.
 * Thread context only (sem_up and cond_signal: any context). Wrong use fails an assertion.
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

/* Take it by `deadline_ns` (0: only if it is free now): 0, -ETIMEDOUT, or -EINTR when the caller is
 * to be killed. */
int mutex_lock_until(struct mutex *mutex, uint64_t deadline_ns);

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

/* Take one unit by `deadline_ns` (0: only if there is one now): 0, -ETIMEDOUT or -EINTR. */
int sem_down_until(struct semaphore *sem, uint64_t deadline_ns);

/* Give one unit. Any context. */
void sem_up(struct semaphore *sem);

struct cond {
	struct wait_queue queue;
};

void cond_init(struct cond *cond, const char *name);

/*
 * Release `mutex`, wait for a signal by `deadline_ns`, take `mutex` again (whatever the result).
 * 0, -ETIMEDOUT or -EINTR (killed). The caller owns `mutex` and tests its predicate in a loop.
 */
int cond_wait_until(struct cond *cond, struct mutex *mutex, uint64_t deadline_ns);

static inline int cond_wait(struct cond *cond, struct mutex *mutex)
{
	return cond_wait_until(cond, mutex, TIME_NEVER);
}

/* Wake the longest waiter, or all. Any context. */
void cond_signal(struct cond *cond);
void cond_broadcast(struct cond *cond);
