/* SPDX-License-Identifier: MIT */
/*
 * The host's end of ASSERT(): cmocka, which knows whether the test expects it.
 */
#include <lib/assert.h>
#include <stdlib.h>
#include <tests/host/harness.h>

const char *__asan_default_options(void);

/* The sanitizer reports a crash with its place; cmocka's handlers would only say that it was. */
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
