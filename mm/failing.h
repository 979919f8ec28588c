/* SPDX-License-Identifier: MIT */
/*
 * Allocations that fail on purpose, in DEBUG=1 kernels. A thread asks for its Nth allocation from
 * now on to fail (/proc/self/fail-nth), and a test tries every N. One thread at a time.
 */
#pragma once
#include <lib/base.h>

#ifdef HEDDLE_DEBUG

/* Must this allocation fail? Counts it. Any context. */
bool failing_now(void);

/* Make the current thread's `nth` allocation from now on fail; 0: none. Thread context. */
void failing_set(unsigned nth);

/* Allocations left up to and including the one that fails; 0: it has failed, or none was asked for.
 * Thread context. */
unsigned failing_left(void);

#else

static inline bool failing_now(void)
{
	return false;
}

#endif
