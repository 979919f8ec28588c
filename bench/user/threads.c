/* SPDX-License-Identifier: MIT */
/*
 * Rows about threads of one process: futexes, creation, and the kernel memory of one.
 */
#include "bench.h"
#include <limits.h>
#include <pthread.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/sysinfo.h>
#include <unistd.h>

/* From <linux/futex.h>, which musl lacks. */
#define FUTEX_WAIT_PRIVATE (0 | 128)
#define FUTEX_WAKE_PRIVATE (1 | 128)

#define STACK          16384
#define SLEEPERS       1000
#define PINGS          2000
#define CREATIONS      500
#define WARM_UP        50
#define SETTLE_SECONDS 1

void wait_while(atomic_int *word, int value)
{
	while (*word == value)
		syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, value, NULL, NULL, 0);
}

void wake(atomic_int *word, int count)
{
	syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, count, NULL, NULL, 0);
}

/* --- Two threads that wake each other --- */

static atomic_int ping, pong;

static void *futex_partner(void *arg)
{
	(void)arg;
	for (int i = 0; i < WARM_UP + PINGS; i++) {
		wait_while(&ping, 0);
		ping = 0;
		pong = 1;
		wake(&pong, 1);
	}
	return NULL;
}

static void futex_ping_pong(void)
{
	uint64_t start = 0;
	pthread_t partner;

	MUST(-pthread_create(&partner, NULL, futex_partner, NULL));
	for (int i = 0; i < WARM_UP + PINGS; i++) {
		if (i == WARM_UP)
			start = now_ns();
		ping = 1;
		wake(&ping, 1);
		wait_while(&pong, 0);
		pong = 0;
	}
	report("futex ping-pong", now_ns() - start, PINGS);
	pthread_join(partner, NULL);
}

/* --- Creation --- */

static void *nothing(void *arg)
{
	return arg;
}

static void create_join(void)
{
	uint64_t start = 0;
	pthread_t thread;

	for (int i = 0; i < WARM_UP + CREATIONS; i++) {
		if (i == WARM_UP)
			start = now_ns();
		MUST(-pthread_create(&thread, NULL, nothing, NULL));
		pthread_join(thread, NULL);
	}
	report("pthread_create + join", now_ns() - start, CREATIONS);
}

/* --- Memory. Stacks and the C library's data exist before the threads do --- */

static atomic_int hold;

static void *sleeper(void *arg)
{
	wait_while(&hold, 1);
	return arg;
}

static uint64_t free_bytes(void)
{
	struct sysinfo info;

	sleep(SETTLE_SECONDS); /* memory that is freed late is free by now */
	MUST(sysinfo(&info));
	return (uint64_t)info.freeram * info.mem_unit;
}

static void start_sleepers(pthread_t *threads, char *stacks, int count)
{
	pthread_attr_t attr;

	hold = 1;
	pthread_attr_init(&attr);
	for (int i = 0; i < count; i++) {
		pthread_attr_setstack(&attr, stacks + (size_t)i * STACK, STACK);
		MUST(-pthread_create(&threads[i], &attr, sleeper, NULL));
	}
	pthread_attr_destroy(&attr);
}

static void end_sleepers(pthread_t *threads, int count)
{
	hold = 0;
	wake(&hold, INT_MAX);
	for (int i = 0; i < count; i++)
		pthread_join(threads[i], NULL);
}

void bench_thread_memory(const char *self)
{
	static pthread_t threads[SLEEPERS];
	char *stacks = mmap(NULL, SLEEPERS * STACK, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	uint64_t before;

	(void)self;
	MUST(stacks == MAP_FAILED ? -1 : 0);
	memset(stacks, 1, SLEEPERS * STACK);
	memset(threads, 1, sizeof(threads));
	before = free_bytes();
	start_sleepers(threads, stacks, SLEEPERS);
	report("bytes of a blocked thread", before - free_bytes(), SLEEPERS);
	end_sleepers(threads, SLEEPERS);
	munmap(stacks, SLEEPERS * STACK);
}

void bench_threads(const char *self)
{
	(void)self;
	futex_ping_pong();
	create_join();
}
