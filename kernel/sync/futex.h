/* SPDX-License-Identifier: MIT */
/*
 * Futexes: queues of user threads. A key identifies the word of user memory that a queue belongs
 * to. The word is compared under the queue's lock, so a thread that changes it and then wakes the
 * queue misses no waiter.
 *
 * Callers name the word twice: by its key (kernel/proc/futex.h), and by its address in the current
 * address space, which must be aligned and in the user's range. All functions: thread context,
 * interrupts on, no lock held; may sleep to fault in a page.
 */
#pragma once
#include <lib/base.h>

struct thread;

struct futex_key {
	uintptr_t space; /* an address space, or an object that several map */
	uint64_t offset; /* in it */
};

/* Wait while the word is `expected`, until woken with a bit of `bitset`. 0; -EAGAIN: the word
 * differs; -EFAULT; -ETIMEDOUT; -EINTR: the thread is to be killed; -ERESTARTSYS: it has a signal;
 * -ESTALE: the time of day has been set, so compute the deadline again and call again. */
int futex_wait(const struct futex_key *key, uintptr_t word, uint32_t expected, uint32_t bitset,
	uint64_t deadline_ns);

/* Wake at most `count` threads that wait with a bit of `bitset`, the longest waiting first. Returns
 * the number. */
int futex_wake(const struct futex_key *key, unsigned count, uint32_t bitset);

/* Wake at most `wake` threads, and move at most `move` others to the queue of `to`. If `expected`
 * is not NULL, only if the word is *expected, otherwise -EAGAIN. Returns the number woken and
 * moved, or -EFAULT. */
int futex_requeue(const struct futex_key *from, const struct futex_key *to, uintptr_t word,
	const uint32_t *expected, unsigned wake, unsigned move);

/* Change the word of `to` as `op` says (futex(2), FUTEX_WAKE_OP), wake at most `wake` threads of
 * `from` and, if the old value compares as `op` says, at most `wake_to` of `to`. Returns the number
 * woken, -EFAULT or -ENOSYS. */
int futex_wake_op(const struct futex_key *from, const struct futex_key *to, uintptr_t word,
	unsigned wake, unsigned wake_to, uint32_t op);

/*
 * Locks that the kernel hands over; the word holds the owner's tid. Take the lock for thread `tid`,
 * waiting until `deadline_ns` if `wait`. `find` says whether a thread of the given tid lives, and
 * notes that it has a waiter. 0; -EAGAIN: taken, and `wait` is false; -EDEADLK: `tid` has it;
 * -ESRCH: its owner does not live; -EFAULT; and as futex_wait().
 */
int futex_lock_pi(const struct futex_key *key, uintptr_t word, int tid, bool wait,
	uint64_t deadline_ns, bool (*find)(int tid));

/* Give the lock to the longest waiter, or to nobody. 0, -EPERM (`tid` does not own it) or
 * -EFAULT. */
int futex_unlock_pi(const struct futex_key *key, uintptr_t word, int tid);

/* The same, marked FUTEX_OWNER_DIED, because the owner ends. With `only_to_heir`, -ESRCH if nobody
 * waits; otherwise the lock becomes free. */
int futex_owner_died_pi(const struct futex_key *key, uintptr_t word, int tid, bool only_to_heir);

/* Thread `tid` ends: hand what it owns to the waiters, marked FUTEX_OWNER_DIED. Only locks in its
 * address space `space` are handed over; it cannot write the words of others. */
void futex_exit_pi(uintptr_t space, int tid);

/* The time of day has been set: end the waits with a deadline. Thread context. */
void futex_clock_stepped(void);

/* Once, at boot. */
void futex_init(void);
