/* SPDX-License-Identifier: MIT */
/*
 * The queues of futexes: what kernel/sync/futex.c and futex_pi.c share. Keys fall into buckets by a
 * hash; a bucket's lock covers its waiters and the comparison of their words.
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

/* On the waiting thread's stack; linked: not woken yet. */
struct futex_waiter {
	struct list link;
	struct futex_bucket *bucket; /* changes with both locks held */
	struct thread *thread;
	struct futex_key key;
	uintptr_t word;
	uint32_t bitset; /* 0: waits for a lock */
	bool stale;      /* the time of day has been set: the deadline is no longer right */
	int tid, owner;  /* for a lock: whose it will be, and was when the wait began */
};

struct futex_bucket *futex_bucket_of(const struct futex_key *key);

static inline bool futex_key_equal(const struct futex_key *a, const struct futex_key *b)
{
	return a->space == b->space && a->offset == b->offset;
}

/* Wait until off the queue: 0, or why not. Lock: the bucket's, by spin_lock_irq(); released. */
int futex_block(struct futex_bucket *bucket, struct futex_waiter *waiter, uint64_t deadline_ns);

/* Off the queue and awake. Lock: its bucket's. */
void futex_wake_waiter(struct futex_waiter *waiter);

/* Make the page of `word` present, also to be written to if `write`. 0 or -EFAULT. */
int futex_fault_in(uintptr_t word, bool write);
