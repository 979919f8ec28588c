/* SPDX-License-Identifier: MIT */
/*
 * The queues of futexes, shared by kernel/sync/futex.c and futex_pi.c. A hash maps keys to buckets.
 * A bucket's lock covers its waiters and the comparison of their words.
 */
#pragma once
#include <kernel/sync/futex.h>
#include <kernel/sync/spinlock.h>
#include <lib/list.h>

#define FUTEX_BUCKETS 256

struct futex_bucket {
	struct spinlock lock;
	struct list waiters; /* struct futex_waiter by link, oldest first */
};
extern struct futex_bucket futex_buckets[FUTEX_BUCKETS];

/* A waiter, on the waiting thread's stack. It is linked until it is woken. */
struct futex_waiter {
	struct list link;
	struct futex_bucket *bucket; /* changes only with both locks held */
	struct thread *thread;
	struct futex_key key;
	uintptr_t word;
	uint32_t bitset; /* 0: waits for a lock */
	bool stale;      /* the time of day has been set: the deadline is wrong now */
	int tid, owner;  /* lock: its next owner; its owner when the wait began */
};

struct futex_bucket *futex_bucket_of(const struct futex_key *key);

static inline bool futex_key_equal(const struct futex_key *a, const struct futex_key *b)
{
	return a->space == b->space && a->offset == b->offset;
}

/* Queue the waiter and wait until it is taken off the queue: 0, or the reason as in futex_wait().
 * Lock: the bucket's, taken by spin_lock_irq(); released on return. */
int futex_block(struct futex_bucket *bucket, struct futex_waiter *waiter, uint64_t deadline_ns);

/* Take the waiter off its queue and wake its thread. Lock: its bucket's. */
void futex_wake_waiter(struct futex_waiter *waiter);

/* Fault in the page of `word`, for writing if `write`. 0 or -EFAULT. */
int futex_fault_in(uintptr_t word, bool write);
