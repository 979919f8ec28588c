/* SPDX-License-Identifier: MIT */
/*
 * Rows about sched_yield() between few and many threads. Switches are counted rather than calls,
 * since a kernel may let a thread that yields continue.
 */
#include "bench.h"
#include <limits.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define STACK          16384
#define MANY           4096
#define SWITCHES       40000
#define SETTLE_SECONDS 1

static struct {
	atomic_int go;
	uintptr_t last;
	unsigned switches, first, end;
	uint64_t start_ns, end_ns;
} ring;

static void count_switch(uintptr_t self)
{
	ring.last = self;
	ring.switches++;
	if (ring.switches == ring.first)
		ring.start_ns = now_ns();
	if (ring.switches == ring.end)
		ring.end_ns = now_ns();
}

static void *yielder(void *arg)
{
	wait_while(&ring.go, 0);
	while (ring.switches < ring.end) {
		if (ring.last != (uintptr_t)arg)
			count_switch((uintptr_t)arg);
		sched_yield();
	}
	return NULL;
}

static void yield_switch(const char *row, int count)
{
	pthread_t *threads = calloc((size_t)count, sizeof(*threads));
	pthread_attr_t attr;

	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, STACK);
	memset(&ring, 0, sizeof(ring));
	ring.first = (unsigned)count * 4; /* by now all have run in user mode */
	ring.end = ring.first + SWITCHES;
	for (int i = 0; i < count; i++)
		MUST(-pthread_create(&threads[i], &attr, yielder, (void *)(uintptr_t)(i + 1)));
	sleep(SETTLE_SECONDS);
	ring.go = 1;
	wake(&ring.go, INT_MAX);
	for (int i = 0; i < count; i++)
		pthread_join(threads[i], NULL);
	report(row, ring.end_ns - ring.start_ns, SWITCHES);
	pthread_attr_destroy(&attr);
	free(threads);
}

void bench_yield(const char *self)
{
	(void)self;
	yield_switch("yield of 2 threads", 2);
	yield_switch("yield of 4096 threads", MANY);
}
