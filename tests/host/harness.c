/* SPDX-License-Identifier: MIT */
/*
 * The host's end of ASSERT(): cmocka, which knows whether the test expects it.
 */
#include <lib/assert.h>
#include <stdlib.h>
#include <tests/host/harness.h>

void assert_fail(const char *expr, const char *file, int line, const char *func)
{
	print_error("in %s: ", func);
	mock_assert(0, expr, file, line); /* leaves by longjmp */
	abort();
}
