/* SPDX-License-Identifier: MIT */
/*
 * ASSERT() for the fuzzer: print the failed condition and crash, so that the input is kept.
 */
#include <lib/assert.h>
#include <stdio.h>
#include <stdlib.h>

void assert_fail(const char *expr, const char *file, int line, const char *func)
{
	fprintf(stderr, "%s:%d: %s: assertion failed: %s\n", file, line, func, expr);
	abort();
}
