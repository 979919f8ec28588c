/* SPDX-License-Identifier: MIT */
/*
 * Addresses come as the program's file has them, in hexadecimal digits.
 */
#include <user.h>

#include "code.h"
#include "explore.h"

#define AT_FDCWD      (-100)
#define LIBRARIES_MAX 8
#define MAPS_SIZE     65536

static struct explore_ranges ranges;
static unsigned long long file_base; /* the lowest address of the program's file */

/* Whose the calls are: 0, the program's. */
static struct library {
	char *path;
	unsigned long long base;
} libraries[LIBRARIES_MAX + 1];
static unsigned char library_count, owner[EXPLORE_RANGES_MAX];

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
	} else if ((value = value_of(line, "library"))) {
		if (library_count == LIBRARIES_MAX)
			return 1;
		libraries[++library_count].base = hex(&value);
		libraries[library_count].path = value + 1;
	} else if ((value = value_of(line, "call"))) {
		if (ranges.calls == EXPLORE_RANGES_MAX)
			return 1;
		owner[ranges.calls] = library_count;
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

/* All of the process's maps, ended by a zero byte. */
static const char *read_maps(long pid)
{
	static char text[MAPS_SIZE];
	char path[48];
	long fd, n, length = 0;

	path_of_maps(path, pid);
	fd = SYSCALL(__NR_openat, AT_FDCWD, path, 0, 0);
	while (fd >= 0 && (n = SYSCALL(__NR_read, fd, text + length, MAPS_SIZE - 1 - length)) > 0)
		length += n;
	SYSCALL(__NR_close, fd);
	text[length] = 0;
	return text;
}

/* Does the line end with this path? */
static int has_path(const char *line, const char *path)
{
	while (*line && *line != '\n' && *line != '/')
		line++;
	while (*path && *line == *path) {
		line++;
		path++;
	}
	return !*path && *line == '\n';
}

/* Where a file was put, against where it says; NULL: the program. 0: nowhere. */
static unsigned long long bias_of(const char *maps, const char *path, unsigned long long base)
{
	for (char *line = (char *)maps; *line; line++) {
		char *p = line;

		if (!path || has_path(line, path))
			return hex(&p) - base;
		while (*line && *line != '\n')
			line++;
		if (!*line)
			break;
	}
	return 0;
}

long code_tell(long control, long pid)
{
	const char *maps = read_maps(pid);
	unsigned long long bias = bias_of(maps, NULL, file_base);
	unsigned kept = 0;

	for (unsigned i = 0; i < ranges.count; i++) {
		ranges.range[i].start += bias;
		ranges.range[i].end += bias;
	}
	for (unsigned i = 0; i < ranges.calls; i++) {
		const struct library *library = &libraries[owner[i]];
		unsigned long long moved =
			owner[i] ? bias_of(maps, library->path, library->base) : bias;

		if (!owner[i] || moved)
			ranges.call[kept++] = ranges.call[i] + moved;
	}
	ranges.calls = kept;
	return SYSCALL(__NR_ioctl, control, EXPLORE_CODE, &ranges);
}
