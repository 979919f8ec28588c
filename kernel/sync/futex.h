/* SPDX-License-Identifier: MIT */
/*
 * Futexes: queues of user threads, found by a key that stands for a word of user memory. A word is
 * compared under the queue's lock, so that who changes it and then wakes misses nobody.
 *
 * Callers name the word twice: by its key (kernel/proc/futex.h), and by its address, aligned and in
 * the user's range, in the current address space. All in thread context, interrupts on, holding no
 * lock; all may sleep for a page.
 */
#pragma once
#include <lib/base.h>

struct thread;

struct futex_key {
	uintptr_t space; /* an address space, or an object that several map */
	uint64_t offset; /* in it */
};

/*
 * Wait while the word is `expected`, until woken with a bit of `bitset`. 0, -EAGAIN (it is not),
 * -EFAULT, -ETIMEDOUT, -EINTR (to be killed), -ERESTARTSYS (a signal) or -ESTALE (the time of day
 * has been set: reckon the deadline anew, and wait again).
 */
int futex_wait(const struct futex_key *key, uintptr_t word, uint32_t expected, uint32_t bitset,
	uint64_t deadline_ns);

/* Wake at most `count` who wait with a bit of `bitset`, the longest first; how many. */
int futex_wake(const struct futex_key *key, unsigned count, uint32_t bitset);

/* Wake at most `wake`, and let at most `move` others wait for `to` instead. With `expected`: only
 * if the word is that, else -EAGAIN. How many in all, or -EFAULT. */
int futex_requeue(const struct futex_key *from, const struct futex_key *to, uintptr_t word,
	const uint32_t *expected, unsigned wake, unsigned move);

/*
 * Change the word of `to` as `op` says (futex(2), FUTEX_WAKE_OP), wake at most `wake` of `from`
 * and, if the old value compares as `op` says, at most `wake_to` of `to`. How many, -EFAULT,
 * -ENOSYS.
 */
int futex_wake_op(const struct futex_key *from, const struct futex_key *to, uintptr_t word,
	unsigned wake, unsigned wake_to, uint32_t op);

/*
 * Locks that the kernel hands over: the word is the owner's tid. Take it (`wait`: by
 * `deadline_ns`); `find` says whether a thread of that tid lives, and remembers that somebody waits
 * for it. 0, -EAGAIN (taken, no waiting), -EDEADLK, -ESRCH (its owner does not live), -EFAULT, and
 * as futex_wait().
 */
int futex_lock_pi(const struct futex_key *key, uintptr_t word, int tid, bool wait,
	uint64_t deadline_ns, bool (*find)(int tid));

/* Give it to the longest waiter. 0, -EPERM (not the owner), -EFAULT. */
int futex_unlock_pi(const struct futex_key *key, uintptr_t word, int tid);

/* The same, marked FUTEX_OWNER_DIED: the owner ends. -ESRCH: nobody waits, and `only_to_heir`; else
 * it becomes nobody's. */
int futex_owner_died_pi(const struct futex_key *key, uintptr_t word, int tid, bool only_to_heir);

/* The thread `tid` ends: give what it owns to who waits for it, marked FUTEX_OWNER_DIED. Its
 * address space is `space`; the words of others it cannot write. */
void futex_exit_pi(uintptr_t space, int tid);

/* The time of day has been set. Thread context. */
void futex_clock_stepped(void);

/* Boot, once. */
void futex_init(void);
