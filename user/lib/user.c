/* SPDX-License-Identifier: MIT */
/*
 * The start of a program, its end, and printing.
 */
#include <lib/assert.h>
#include <lib/printf.h>
#include <stdarg.h>
#include <user.h>

#define LINE_SIZE 512

__attribute__((noreturn)) void start_main(long *stack);

void start_main(long *stack)
{
	quit(main((int)stack[0], (char **)(stack + 1)));
}

void quit(int status)
{
	for (;;)
		SYSCALL(__NR_exit_group, status);
}

void print(const char *fmt, ...)
{
	char line[LINE_SIZE];
	va_list ap;
	size_t length;

	va_start(ap, fmt);
	length = (size_t)vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	SYSCALL(__NR_write, 1, line, MIN(length, sizeof(line) - 1));
}

void assert_fail(const char *expr, const char *file, int line, const char *func)
{
	print("%s:%d: %s: assertion failed: %s\n", file, line, func, expr);
	quit(134);
}
