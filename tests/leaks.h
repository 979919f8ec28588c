/* SPDX-License-Identifier: MIT */
/*
 * For programs that look for leaks in the kernel: a snapshot of free memory, threads and slab
 * objects, taken after the kernel has dropped its caches. Needs root and /proc.
 */
#pragma once
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LEAK_TEXT 16384

struct leak_state {
	long free_kb; /* and in pages of slabs */
	long threads;
	char objects[LEAK_TEXT];
};

static void leak_read(const char *path, char *text)
{
	int fd = open(path, O_RDONLY);
	ssize_t n = fd < 0 ? -1 : read(fd, text, LEAK_TEXT - 1);

	text[n < 0 ? 0 : n] = '\0';
	if (fd >= 0)
		close(fd);
}

/* Write each cache's name and number of objects in use to `out`. Returns the pages that hold them,
 * whose number varies. */
static long leak_keep_objects(const char *text, char *out)
{
	char name[32];
	long used, all, size, per_page, pages = 0;

	for (; *text; text += strcspn(text, "\n"), text += *text == '\n') {
		if (sscanf(text, "%31s %ld %ld %ld %ld", name, &used, &all, &size, &per_page) != 5)
			continue;
		out += sprintf(out, "%s %ld\n", name, used);
		pages += all / per_page;
	}
	*out = '\0';
	return pages;
}

static void leak_look(struct leak_state *state)
{
	static char text[LEAK_TEXT];
	int fd = open("/proc/sys/vm/drop_caches", O_WRONLY);
	const char *at;

	if (fd < 0 || write(fd, "3", 1) != 1)
		printf("caches cannot be dropped\n");
	close(fd);
	leak_read("/proc/meminfo", text);
	at = strstr(text, "MemFree:");
	state->free_kb = at ? atol(at + 8) : -1;
	leak_read("/proc/loadavg", text);
	at = strchr(text, '/');
	state->threads = at ? atol(at + 1) : -1;
	leak_read("/proc/slabinfo", text);
	state->free_kb += leak_keep_objects(text, state->objects) * 4;
}

static bool leak_same(const struct leak_state *a, const struct leak_state *b)
{
	return a->free_kb == b->free_kb && a->threads == b->threads &&
	       !strcmp(a->objects, b->objects);
}

static void leak_report(const struct leak_state *before, const struct leak_state *after)
{
	const char *a = before->objects, *b = after->objects;

	printf("LEAK: free memory %ld KB, was %ld; threads %ld, were %ld\n", after->free_kb,
		before->free_kb, after->threads, before->threads);
	while (*a && *b) {
		size_t n = strcspn(a, "\n"), m = strcspn(b, "\n");

		if (n != m || memcmp(a, b, n))
			printf("  objects: %.*s, was %.*s\n", (int)m, b, (int)n, a);
		a += n + !!a[n];
		b += m + !!b[m];
	}
}
