/* SPDX-License-Identifier: MIT */
/*
 * Printing without a C library.
 */
#include <stdarg.h>
#include <user.h>

__attribute__((noreturn)) void start_main(long *stack);
void *memset(void *to, int value, size_t n);
void *memcpy(void *to, const void *from, size_t n);

/* What the compiler calls for structures. */
void *memset(void *to, int value, size_t n)
{
	for (char *p = to; n--;)
		*p++ = (char)value;
	return to;
}

void *memcpy(void *to, const void *from, size_t n)
{
	const char *f = from;

	for (char *p = to; n--;)
		*p++ = *f++;
	return to;
}

void start_main(long *stack)
{
	quit(main((int)stack[0], (char **)(stack + 1)));
}

void quit(int status)
{
	for (;;)
		SYSCALL(__NR_exit_group, status);
}

static char *put_number(char *p, unsigned long value, unsigned base)
{
	char digits[24];
	int n = 0;

	do {
		digits[n++] = "0123456789abcdef"[value % base];
		value /= base;
	} while (value);
	while (n)
		*p++ = digits[--n];
	return p;
}

static char *put_signed(char *p, int value)
{
	if (value < 0)
		*p++ = '-';
	return put_number(p, value < 0 ? -(unsigned long)value : (unsigned long)value, 10);
}

void print(const char *fmt, ...)
{
	char line[200], *p = line;
	va_list ap;

	va_start(ap, fmt);
	for (; *fmt && p < line + sizeof(line) - 32; fmt++) {
		if (*fmt != '%') {
			*p++ = *fmt;
			continue;
		}
		switch (*++fmt) {
		case 'd':
			p = put_signed(p, va_arg(ap, int));
			break;
		case 'u':
			p = put_number(p, va_arg(ap, unsigned), 10);
			break;
		case 'x':
			p = put_number(p, va_arg(ap, unsigned), 16);
			break;
		case 's':
			for (const char *s = va_arg(ap, const char *);
				*s && p < line + sizeof(line) - 32;)
				*p++ = *s++;
			break;
		}
	}
	va_end(ap);
	SYSCALL(__NR_write, 1, line, p - line);
}
