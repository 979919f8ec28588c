/* SPDX-License-Identifier: MIT */
/*
 * ASSERT() on the host: cmocka decides whether the test expects the failure.
 */
#include <lib/assert.h>
#include <stdlib.h>
#include <tests/host/harness.h>

const char *__asan_default_options(void);

/* The sanitizer reports where a crash happened; cmocka's handlers would hide that. */
const char *__asan_default_options(void)
{
	return "handle_segv=2:handle_sigbus=2:handle_sigfpe=2:handle_sigill=2";
}

void (*harness_assert_hook)(const char *expr, const char *file, int line, const char *func);

void assert_fail(const char *expr, const char *file, int line, const char *func)
{
	if (harness_assert_hook)
		harness_assert_hook(expr, file, line, func);
	print_error("in %s: ", func);
	mock_assert(0, expr, file, line); /* leaves by longjmp */
	abort();
}
