/* SPDX-License-Identifier: MIT */
/*
 * An int that several CPUs change: counters, reference counts, flags. A structure of its own, so
 * that no plain access slips in. Locks and queues with orders of their own use the compiler's
 * __atomic builtins directly.
 */
#pragma once
#include <lib/base.h>

struct atomic {
	int v;
};

/* Acquire: what the writer stored before its release is visible afterwards. */
static inline int atomic_load(const struct atomic *a)
{
	return __atomic_load_n(&a->v, __ATOMIC_ACQUIRE);
}

/* Release: everything stored before is visible to who loads the new value. */
static inline void atomic_store(struct atomic *a, int v)
{
	__atomic_store_n(&a->v, v, __ATOMIC_RELEASE);
}

/* Add and give the new value. Acquire and release, as are all below except atomic_inc. */
static inline int atomic_add_return(struct atomic *a, int n)
{
	return __atomic_add_fetch(&a->v, n, __ATOMIC_ACQ_REL);
}

static inline int atomic_sub_return(struct atomic *a, int n)
{
	return __atomic_sub_fetch(&a->v, n, __ATOMIC_ACQ_REL);
}

/* Relaxed: whoever takes a further reference already holds one. */
static inline void atomic_inc(struct atomic *a)
{
	__atomic_fetch_add(&a->v, 1, __ATOMIC_RELAXED);
}

/* Drop a reference; true for the last one, which then sees all others' stores. */
static inline bool atomic_dec_and_test(struct atomic *a)
{
	return atomic_sub_return(a, 1) == 0;
}

/* Store `v` and give the old value. */
static inline int atomic_xchg(struct atomic *a, int v)
{
	return __atomic_exchange_n(&a->v, v, __ATOMIC_ACQ_REL);
}

/* If the value is `expected`, make it `desired`: true. Otherwise false, acquire only. */
static inline bool atomic_cmpxchg(struct atomic *a, int expected, int desired)
{
	return __atomic_compare_exchange_n(&a->v, &expected, desired, false, __ATOMIC_ACQ_REL,
		__ATOMIC_ACQUIRE);
}
