/* SPDX-License-Identifier: MIT */
/*
 * Assertions: always on. A failed one ends the kernel (or the host test) with its text and place.
 */
#pragma once
#include <lib/base.h>

#define ASSERT(cond)                                                      \
	do {                                                              \
		if (unlikely(!(cond)))                                    \
			assert_fail(#cond, __FILE__, __LINE__, __func__); \
	} while (0)

/* Provided by kernel/debug/panic.c, and by the host tests' harness. */
NORETURN void assert_fail(const char *expr, const char *file, int line, const char *func);
