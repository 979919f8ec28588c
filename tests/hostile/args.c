/* SPDX-License-Identifier: MIT */
/*
 * Random values that are likely to do harm: numbers at the limits of their types, pointers to the
 * ends of pages and to all kinds of memory that a program may not use, structures full of these.
 */
#include "hostile.h"
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define ROOM (16 * PAGE)

static char *writable;   /* ROOM bytes with nothing behind them */
static char *read_only;  /* a page */
static char *no_access;  /* a page */
static char *executable; /* a page */
static char *shared;     /* two pages shared with the children of other workers */
static char *beyond;     /* a page of a file that is shorter */

uint64_t random_next(struct random *r)
{
	uint64_t z = r->state += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

uint64_t random_seed(uint64_t a, uint64_t b)
{
	struct random r = {a * 0x9e3779b97f4a7c15 + b};

	return random_next(&r);
}

static char *map(size_t size, int prot, int flags, int fd)
{
	char *p = mmap(NULL, size + PAGE, prot, flags, fd, 0);

	if (p == MAP_FAILED)
		return (char *)PAGE;
	munmap(p + size, PAGE);
	return p;
}

void playground_make(struct random *r)
{
	int fd = open("file", O_RDWR | O_CREAT, 0600);

	if (fd >= 0 && ftruncate(fd, (off_t)below(r, 5000)))
		fd = -1;
	writable = map(ROOM, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1);
	read_only = map(PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1);
	no_access = map(PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1);
	executable = map(PAGE, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1);
	shared = map(2 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1);
	beyond = map(4 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd);
}

static const uint64_t edges[] = {0, 1, 2, 3, 4, 5, 7, 8, 15, 16, 63, 64, 65, 127, 128, 255, 256,
	1023, 1024, 4095, 4096, 4097, 8192, 65535, 65536, 0x7fffffff, 0x80000000, 0x80000001,
	0xfffffff0, 0xffffffff, 0x100000000, 0x7fffffffffff, 0x7ffffffff000, 0x800000000000,
	0x3fffffffff, 0x4000000000, 0x7fffffffffffffff, 0x8000000000000000, 0xbfffffff, 0xc0000000,
	999999999, 1000000000, 1000000001, 0xffffffff80000000, 0xffff800000000000,
	0xffffffc000000000, 0xfffffffffffff000, 0xfffffffffffffff8, 0xffffffffffffffff};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

unsigned long any_value(struct random *r)
{
	switch (below(r, 8)) {
	case 0:
	case 1:
	case 2:
		return (unsigned long)(edges[below(r, COUNT(edges))] + below(r, 3) - 1);
	case 3:
		return 1ul << below(r, sizeof(long) * CHAR_BIT);
	case 4:
		return (unsigned long)random_next(r);
	case 5:
		return any_pointer(r);
	case 6:
		return (unsigned long)-(long)below(r, 200);
	default:
		return below(r, 40);
	}
}

/* A place for `size` bytes at `p`, often at the very end, sometimes unaligned. */
static unsigned long place_in(struct random *r, const char *p, size_t size)
{
	size_t at = once_in(r, 3) ? size - below(r, 200) : below(r, size);

	return (unsigned long)p + (once_in(r, 6) ? at : at & ~7ul);
}

static unsigned long bad_pointer(struct random *r)
{
	static const uint64_t kernels[] = {0x7ffffffff000, 0x800000000000, 0xffff800000000000,
		0xffffffff80000000, 0xffffffff80200000, 0x3ffffff000, 0x4000000000,
		0xffffffc000000000, 0xffffffff80200000, 0x80200000, 0xc0000000, 0xc0100000,
		0xbffff000, 0xfffff000, 0xfffffffffffff000};

	switch (below(r, 8)) {
	case 0:
		return 0;
	case 1:
		return below(r, 5000);
	case 2:
		return place_in(r, no_access, PAGE);
	case 3:
		return place_in(r, beyond, 4 * PAGE);
	case 4:
		return (unsigned long)writable + ROOM + below(r, PAGE);
	case 5:
		return (unsigned long)random_next(r);
	default:
		return (unsigned long)(kernels[below(r, COUNT(kernels))] - 16 + below(r, 32));
	}
}

unsigned long any_pointer(struct random *r)
{
	int here;

	switch (below(r, 16)) {
	case 0:
	case 1:
	case 2:
		return bad_pointer(r);
	case 3:
		return place_in(r, read_only, PAGE);
	case 4:
		return place_in(r, executable, PAGE);
	case 5:
		return place_in(r, shared, 2 * PAGE);
	case 6:
		return once_in(r, 4) ? (unsigned long)&any_pointer : (unsigned long)&here;
	default:
		return place_in(r, writable, ROOM);
	}
}

unsigned long any_descriptor(struct random *r)
{
	switch (below(r, 12)) {
	case 0:
		return (unsigned long)-1;
	case 1:
		return (unsigned long)(int)random_next(r);
	case 2:
		return below(r, 5000);
	default:
		return below(r, 24);
	}
}

unsigned long any_size(struct random *r)
{
	switch (below(r, 6)) {
	case 0:
		return any_value(r);
	case 1:
		return below(r, ROOM * 2);
	case 2:
		return PAGE * below(r, 20);
	default:
		return below(r, 300);
	}
}

void fill(struct random *r, void *to, size_t n)
{
	char *p = to;

	while (n >= sizeof(long)) {
		unsigned long word;

		switch (below(r, 8)) {
		case 0:
			word = any_pointer(r);
			break;
		case 1:
			word = below(r, 16) | below(r, 16) << 16;
			break;
		case 2:
		case 3:
			word = any_value(r);
			break;
		case 4:
			word = any_size(r);
			break;
		default:
			word = 0;
		}
		memcpy(p, &word, sizeof(word));
		p += sizeof(word);
		n -= sizeof(word);
	}
}

/* Memory, filled if possible. Pages that would fault are left alone. */
unsigned long any_struct(struct random *r)
{
	char *p = writable + (below(r, ROOM - 512) & ~7ul);

	if (once_in(r, 4))
		return any_pointer(r);
	if (once_in(r, 4))
		p = writable + ROOM - 8 * (1 + below(r, 40));
	fill(r, p, (size_t)(writable + ROOM - p < 256 ? writable + ROOM - p : 256));
	return (unsigned long)p;
}

static const char *const paths[] = {"", ".", "..", "/", "a", "b", "c", "a/b", "b/c", "a/../b",
	"/tmp", "/proc", "/proc/self", "/proc/self/fd", "/proc/self/fd/3", "/proc/self/fd/5",
	"/proc/self/exe", "/proc/self/maps", "/proc/self/status", "/proc/self/stat",
	"/proc/self/task", "/proc/self/mem", "/proc/self/cwd", "/proc/self/root",
	"/proc/self/environ", "/proc/self/cmdline", "/proc/self/comm", "/proc/1/fd", "/proc/1/maps",
	"/proc/1/cwd", "/proc/1/environ", "/proc/2/fd/1", "/proc/meminfo", "/proc/slabinfo",
	"/proc/sys/vm/drop_caches", "/proc/mounts", "/proc/self/mountinfo",
	"/proc/thread-self/comm", "/dev/null", "/dev/zero", "/dev/full", "/dev/random",
	"/dev/urandom", "/dev/tty", "/dev/console", "/dev/ptmx", "/dev/pts/0", "/dev/pts",
	"/dev/shm/x", "/etc/passwd", "/init", "/bin/hostile", "file", "fifo", "socket", "link",
	"loop", "dir", "dir/x", "dir/y/z", "a//b///", "./././a", "file/x", "/proc/self/fd/-1"};

unsigned long any_path(struct random *r)
{
	char *at = writable + below(r, ROOM - 5000);
	size_t n;

	switch (below(r, 12)) {
	case 0:
		return any_pointer(r);
	case 1: /* long, perhaps too long; sometimes many names */
		n = below(r, 5000);
		memset(at, once_in(r, 2) ? 'x' : '/', n);
		for (size_t i = 0; i < n; i += 1 + below(r, 300))
			at[i] = '/';
		at[n] = '\0';
		return (unsigned long)at;
	case 2: /* up to the end of memory, with or without a terminator */
		n = 1 + below(r, 60);
		at = writable + ROOM - n;
		memset(at, 'a', n);
		if (once_in(r, 2))
			at[n - 1] = '\0';
		return (unsigned long)at;
	default:
		return (unsigned long)strcpy(at, paths[below(r, COUNT(paths))]);
	}
}
