/* SPDX-License-Identifier: MIT */
/*
 * Assertions. A failed assertion ends the kernel (or the host test) and prints its text and place.
 *
 * ASSERT is checked in every build. DEBUG_ASSERT is checked in debug builds (DEBUG=1) and in host
 * tests, and generates no code otherwise, so hot paths may use it freely. Its condition must have
 * no side effects.
 */
#pragma once
#include <lib/base.h>

#define ASSERT(cond)                                                      \
	do {                                                              \
		if (unlikely(!(cond)))                                    \
			assert_fail(#cond, __FILE__, __LINE__, __func__); \
	} while (0)

#ifdef HEDDLE_DEBUG
#define DEBUG_ASSERT(cond) ASSERT(cond)
#else
#define DEBUG_ASSERT(cond) ((void)sizeof(!(cond)))
#endif

/* Provided by kernel/debug/panic.c, and by the host tests' harness. */
NORETURN void assert_fail(const char *expr, const char *file, int line, const char *func);
