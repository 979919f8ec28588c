/* SPDX-License-Identifier: MIT */
/*
 * Rows about pages: mapping, first touch, copy on write.
 */
#include "bench.h"
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define WARM_UP 50
#define ROUNDS  2000
#define PAGES   1024

static char *map(size_t size)
{
	char *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	MUST(memory == MAP_FAILED ? -1 : 0);
	return memory;
}

static void touch(volatile char *memory, char value)
{
	for (size_t at = 0; at < PAGES * PAGE; at += PAGE)
		memory[at] = value;
}

static void map_touch_unmap(void)
{
	uint64_t start = 0;

	for (int i = 0; i < WARM_UP + ROUNDS; i++) {
		volatile char *page;

		if (i == WARM_UP)
			start = now_ns();
		page = map(PAGE);
		*page = 1;
		munmap((char *)page, PAGE);
	}
	report("mmap + touch + munmap", now_ns() - start, ROUNDS);
}

/* No huge pages: the row is about one fault for each page. */
static char *map_pages(void)
{
	char *memory = map(PAGES * PAGE);

	madvise(memory, PAGES * PAGE, MADV_NOHUGEPAGE);
	return memory;
}

static void first_touch(void)
{
	char *memory = map_pages();
	uint64_t start = now_ns();

	touch(memory, 1);
	report("first touch of a page", now_ns() - start, PAGES);
	munmap(memory, PAGES * PAGE);
}

static void copy_on_write(void)
{
	uint64_t *spent_ns = shared_memory(PAGE);
	char *memory = map_pages();

	touch(memory, 1);
	if (MUST(fork()) == 0) {
		uint64_t start = now_ns();

		touch(memory, 2);
		*spent_ns = now_ns() - start;
		_exit(0);
	}
	wait(NULL);
	report("copy-on-write of a page", *spent_ns, PAGES);
	munmap(memory, PAGES * PAGE);
}

void bench_memory(const char *self)
{
	(void)self;
	map_touch_unmap();
	first_touch();
	copy_on_write();
}
