/* SPDX-License-Identifier: MIT */
/*
 * Changes its memory in every way after its first thread's start, having checked that it is as it
 * was before.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define PAGE  4096
#define PAGES 8

static char data[PAGES * PAGE] = {1}, zeroes[PAGES * PAGE];
static char *maps[6]; /* of PAGES pages each, with the map's number in all bytes */
static char *heap_end;

static void require(int good, const char *what)
{
	if (good)
		return;
	dprintf(1, "%s\n", what);
	abort();
}

static int is_filled(const char *bytes, size_t length, int value)
{
	for (size_t i = 0; i < length; i++)
		if (bytes[i] != value)
			return 0;
	return 1;
}

static void *check_start(void *unused)
{
	require(data[0] == 1 && is_filled(data + 1, sizeof(data) - 1, 0), "data");
	require(is_filled(zeroes, sizeof(zeroes), 0), "zeroes");
	for (int i = 0; i < 6; i++)
		require(is_filled(maps[i], PAGES * PAGE, i), "maps");
	require(sbrk(0) == heap_end, "heap");
	return NULL;
}

static int deep(int levels)
{
	volatile char room[PAGE];

	memset((char *)room, levels, sizeof(room));
	return levels ? deep(levels - 1) + room[1] : 0;
}

static void fork_and_write(void)
{
	int status;
	pid_t child = fork();

	if (child == 0) {
		memset(data, 3, sizeof(data));
		memset(maps[0], 3, PAGES * PAGE);
		_exit(0);
	}
	memset(maps[0], 4, PAGES * PAGE);
	require(waitpid(child, &status, 0) == child && !status, "the child");
	require(data[0] == 1 && is_filled(maps[0], PAGES * PAGE, 4), "the child's writes");
}

static void *change(void *unused)
{
	char *more;

	fork_and_write();
	memset(data, 9, sizeof(data));
	zeroes[PAGE + 5] = 9;
	mprotect(maps[1] + PAGE, PAGE, PROT_READ);
	maps[1][0] = 9;
	mprotect(maps[1] + PAGE, PAGE, PROT_READ | PROT_WRITE);
	maps[1][PAGE] = 9;
	munmap(maps[2] + 2 * PAGE, 3 * PAGE);
	madvise(maps[3], 2 * PAGE, MADV_DONTNEED);
	require(maps[3][0] == 0, "discarded");
	maps[4] = mremap(maps[4], PAGES * PAGE, 2 * PAGES * PAGE, MREMAP_MAYMOVE);
	maps[4][PAGES * PAGE] = 9;
	munmap(maps[5], PAGES * PAGE);
	more = mmap(maps[5], PAGES * PAGE, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	require(is_filled(more, PAGES * PAGE, 0), "new");
	more = sbrk(3 * PAGE);
	require(is_filled(more, 3 * PAGE, 0), "the heap's end");
	memset(more, 9, 3 * PAGE);
	deep(20);
	return NULL;
}

int main(void)
{
	pthread_t threads[2];

	for (int i = 0; i < 6; i++) {
		maps[i] = mmap(NULL, PAGES * PAGE, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		memset(maps[i], i, PAGES * PAGE);
	}
	free(malloc(10));
	heap_end = sbrk(0);
	deep(2);
	pthread_create(&threads[0], NULL, check_start, NULL);
	pthread_join(threads[0], NULL);
	pthread_create(&threads[1], NULL, change, NULL);
	pthread_join(threads[1], NULL);
	deep(100);
	dprintf(1, "ok\n");
	return 0;
}
