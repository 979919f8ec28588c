/* SPDX-License-Identifier: MIT */
/*
 * Addresses come as the program's file has them, in hexadecimal digits.
 */
#include <user.h>

#include "code.h"
#include "explore.h"

#define AT_FDCWD (-100)

static struct explore_ranges ranges;
static unsigned long long file_base; /* the lowest address of the program's file */

char *value_of(char *line, const char *key)
{
	while (*key && *line == *key)
		line++, key++;
	return !*key && *line == ' ' ? line + 1 : NULL;
}

static int digit(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static unsigned long long hex(char **p)
{
	unsigned long long value = 0;

	while (**p == ' ')
		++*p;
	if ((*p)[0] == '0' && (*p)[1] == 'x')
		*p += 2;
	for (; digit(**p) >= 0; ++*p)
		value = value << 4 | (unsigned)digit(**p);
	return value;
}

int code_read_line(char *line)
{
	char *value;

	if ((value = value_of(line, "base"))) {
		file_base = hex(&value);
	} else if ((value = value_of(line, "app"))) {
		if (ranges.count == EXPLORE_RANGES_MAX)
			return 1;
		ranges.range[ranges.count].start = hex(&value);
		ranges.range[ranges.count++].end = hex(&value);
	} else if ((value = value_of(line, "call"))) {
		if (ranges.calls < EXPLORE_RANGES_MAX)
			ranges.call[ranges.calls++] = hex(&value);
	}
	return value != NULL;
}

static void path_of_maps(char *path, long pid)
{
	static const char before[] = "/proc/", behind[] = "/maps";
	char digits[20];
	int n = 0;

	for (const char *c = before; *c; c++)
		*path++ = *c;
	do
		digits[n++] = (char)('0' + pid % 10);
	while (pid /= 10);
	while (n)
		*path++ = digits[--n];
	for (const char *c = behind; *c; c++)
		*path++ = *c;
	*path = 0;
}

/* Where the program was put, against where its file says. */
static unsigned long long bias_of(long pid)
{
	char path[48], text[32], *p = text;
	long fd, n;

	path_of_maps(path, pid);
	fd = SYSCALL(__NR_openat, AT_FDCWD, path, 0, 0);
	n = SYSCALL(__NR_read, fd, text, sizeof(text) - 1);
	SYSCALL(__NR_close, fd);
	if (n <= 0)
		return 0;
	text[n] = 0;
	return hex(&p) - file_base;
}

long code_tell(long control, long pid)
{
	unsigned long long bias = ranges.count || ranges.calls ? bias_of(pid) : 0;

	for (unsigned i = 0; i < ranges.count; i++) {
		ranges.range[i].start += bias;
		ranges.range[i].end += bias;
	}
	for (unsigned i = 0; i < ranges.calls; i++)
		ranges.call[i] += bias;
	return SYSCALL(__NR_ioctl, control, EXPLORE_CODE, &ranges);
}
