/* SPDX-License-Identifier: MIT */
/*
 * Reading /proc/PID/maps.
 */
#include "maps.h"
#include <lib/number.h>
#include <lib/printf.h>
#include <lib/string.h>
#include <uapi/fcntl.h>
#include <user.h>
#include <words.h>

#define MAPS_SIZE 65536
#define MAPS_MAX  512
#define PATH_SIZE 32

static struct map maps[MAPS_MAX];
static unsigned count;

/* start-end rwxp offset major:minor inode   /path */
static bool read_map(struct map *map, const char *line)
{
	const char *p = line, *path;

	if (!number_read(&p, 16, &map->start) || *p++ != '-' || !number_read(&p, 16, &map->end))
		return false;
	if (strnlen(p, 6) < 6)
		return false;
	map->is_code = p[3] == 'x';
	p += 6; /* the permissions, with a space on each side */
	if (!number_read(&p, 16, &map->offset))
		return false;
	path = strchr(p, '/');
	map->path = path ? path : "";
	return true;
}

void maps_read(long pid)
{
	static char text[MAPS_SIZE];
	char path[PATH_SIZE], *end;

	count = 0;
	snprintf(path, sizeof(path), "/proc/%ld/maps", pid);
	if (file_read(path, text, sizeof(text)) < 0)
		return;
	for (char *line = text; (end = strchr(line, '\n')) && count < MAPS_MAX; line = end + 1) {
		*end = '\0';
		count += read_map(&maps[count], line);
	}
}

const struct map *maps_get(unsigned i)
{
	return i < count ? &maps[i] : NULL;
}

/* The path of a file without symbolic links, as in maps; `path` if it is not known. */
static const char *real_path(const char *path)
{
	static char real[4096];
	char link[PATH_SIZE];
	long fd = SYSCALL(__NR_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC, 0), length;

	if (fd < 0)
		return path;
	snprintf(link, sizeof(link), "/proc/self/fd/%ld", fd);
	length = SYSCALL(__NR_readlinkat, AT_FDCWD, link, real, sizeof(real) - 1);
	SYSCALL(__NR_close, fd);
	if (length <= 0)
		return path;
	real[length] = '\0';
	return real;
}

uint64_t maps_address_of(const char *path)
{
	path = real_path(path);
	for (unsigned i = 0; i < count; i++)
		if (strcmp(maps[i].path, path) == 0)
			return maps[i].start;
	return 0;
}

bool maps_is_code(uint64_t address)
{
	for (unsigned i = 0; i < count; i++)
		if (maps[i].is_code && address >= maps[i].start && address < maps[i].end)
			return true;
	return false;
}
