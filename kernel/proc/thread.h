/* SPDX-License-Identifier: MIT */
/*
 * The life of a thread: create, start, exit, join, kill, stop.
 *
 * A `struct thread *` is valid from thread_create() until it has been joined, or until it ends
 * if it is detached. Its stack is freed by the next thread on its CPU (thread_reap), never by
 * itself. A kill is deferred: it takes effect at a cancellation point (thread_yield, thread_sleep*,
 * thread_testcancel, any return to user mode) while the thread holds no mutex; waits return -EINTR
 * so that it gets there.
 */
#pragma once
#include <arch/time.h>
#include <kernel/sched/sched.h>
#include <kernel/sync/spinlock.h>

#define THREAD_EXIT_KILLED  ((uintptr_t)-1) /* exit value of a killed thread */
#define THREAD_EXIT_FAULTED ((uintptr_t)-2) /* of a thread that a fault ended */

struct thread_spec {
	const char *name; /* cut to THREAD_NAME_MAX - 1 */
	thread_entry *entry;
	uintptr_t args[3];
	unsigned priority;       /* 0..THREAD_PRIORITIES-1; 0 is not a default */
	unsigned flags;          /* THREAD_DETACHED | THREAD_ISOLATE_FAULTS | THREAD_FROM_FRAME */
	struct process *process; /* NULL: the kernel's own */
};

extern struct spinlock thread_table_lock;

/* Thread 0: the boot code, adopted. It never ends. */
extern struct thread main_thread;

/* Create a thread in state NEW. NULL when out of memory. Thread context. */
struct thread *thread_create(const struct thread_spec *spec);

/* Create and start. NULL when out of memory. With THREAD_DETACHED the pointer may be stale at once
 * and only says that it worked. */
struct thread *thread_spawn(const struct thread_spec *spec);

/*
 * Wait until `deadline_ns` for `t` to end, store its exit value (`value` may be NULL), free it. One
 * joiner per thread. 0, -EDEADLK (itself), -EINVAL (detached or being joined), -ETIMEDOUT, -EINTR.
 * May sleep.
 */
int thread_join_until(struct thread *t, uintptr_t *value, uint64_t deadline_ns);

static inline int thread_join(struct thread *t, uintptr_t *value)
{
	return thread_join_until(t, value, TIME_NEVER);
}

/* Discard `t`, a user thread that was created and not started: it starts killed. If it is in a new
 * process, the end of that process is reported to no parent. Thread context. */
void thread_abandon(struct thread *t);

/* Ask `t` to end; see above. Any context. */
void thread_kill(struct thread *t);

/* Ask `t` to stop at its next cancellation point. Any context. */
void thread_stop(struct thread *t);

/* Let `t`, which was asked to stop, continue. Lock: thread_table_lock. */
static inline void thread_continue_locked(struct thread *t)
{
	assert_locked(&thread_table_lock);
	thread_clear_flag(t, THREAD_STOPPING);
	sched_wake(t);
}

/* Give up the CPU; a cancellation point. */
static inline void thread_yield(void)
{
	thread_cancellation_check();
	sched_yield();
}

/* Only a cancellation point. */
static inline void thread_testcancel(void)
{
	thread_cancellation_check();
}

/* The number of threads, including dead ones that have not been joined. */
unsigned thread_count(void);

/* Call `visit` for every thread, oldest first, with thread_table_lock held. Any context that may
 * take it. */
void thread_for_each(void (*visit)(struct thread *t, void *context), void *context);

/* The same without taking the lock, for a panic after the other CPUs have stopped. */
void threads_visit_unlocked(void (*visit)(struct thread *t, void *context), void *context);

/* Make the running boot code thread 0, "main", and give the boot CPU its idle thread. Once. */
void threads_init(const struct sched_policy *policy);

/* The idle thread of CPU `cpu`, not started. NULL when out of memory. */
struct thread *thread_create_idle(unsigned cpu);
