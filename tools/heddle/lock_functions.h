/* SPDX-License-Identifier: MIT */
/*
 * The functions by which threads, or goroutines of Go, synchronize.
 */
#pragma once
#include <stdint.h>

struct lock_function {
	const char *name;
	uint32_t kind;   /* enum explore_call_kind */
	uint32_t group;  /* functions that do the same thing */
	uint64_t result; /* what it may return at once, without cause; or EXPLORE_NO_RESULT */
};

/* Find the function of a symbol, which may have a version, or be a C library's internal name of it,
 * such as __pthread_mutex_lock@GLIBC_2.0 or __pthread_cond_timedwait64. NULL: it is no such
 * function. */
const struct lock_function *lock_function_find(const char *symbol);
