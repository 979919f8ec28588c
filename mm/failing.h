/* SPDX-License-Identifier: MIT */
/*
 * Allocations that fail on purpose, in DEBUG=1 kernels: a thread asks that its Nth one from now on
 * finds no memory (/proc/self/fail-nth), and a test goes through all of them. One thread at a time.
 */
#pragma once
#include <lib/base.h>

#ifdef HEDDLE_DEBUG

/* Is this the one? Any context. */
bool failing_now(void);

/* The current thread's allocation number `nth` from now on fails; 0: none. Thread context. */
void failing_set(unsigned nth);

/* How many are left until then; 0: it has failed, or none was asked for. Thread context. */
unsigned failing_left(void);

#else

static inline bool failing_now(void)
{
	return false;
}

#endif
