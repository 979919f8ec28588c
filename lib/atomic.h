/* SPDX-License-Identifier: MIT */
/*
 * A reference count that several CPUs change. It is a structure of its own so that no plain access
 * slips in. Locks and queues with other memory orders use the compiler's __atomic builtins
 * directly.
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

/* Relaxed, since the caller already holds a reference. */
static inline void atomic_inc(struct atomic *a)
{
	__atomic_fetch_add(&a->v, 1, __ATOMIC_RELAXED);
}

/* Drop a reference. True if it was the last; then all stores of the other holders are visible. */
static inline bool atomic_dec_and_test(struct atomic *a)
{
	return __atomic_sub_fetch(&a->v, 1, __ATOMIC_ACQ_REL) == 0;
}
