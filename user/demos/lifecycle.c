/* SPDX-License-Identifier: MIT */
/*
 * Source 3: threads that return, exit, sleep, are joined, detached and cancelled; the kernel's
 * count of threads at each stage; at the end, memory and threads as at the start.
 */
#include "demo.h"
#include <semaphore.h>

#define SLEEPERS 3
#define MANY     300

static sem_t never, done, go;

static void *returns(void *value)
{
	return value;
}

static void *exits(void *value)
{
	pthread_exit(value);
}

static void *sleeps(void *arg)
{
	unsigned ms = (unsigned)(uintptr_t)arg;
	struct timespec from, to, length = {0, ms * 1000000l};
	long long passed;

	while (sem_wait(&go))
		;
	clock_gettime(CLOCK_MONOTONIC, &from);
	nanosleep(&length, NULL);
	clock_gettime(CLOCK_MONOTONIC, &to);
	passed = (to.tv_sec - from.tv_sec) * 1000000000ll + to.tv_nsec - from.tv_nsec;
	return (void *)(uintptr_t)(passed >= ms * 1000000ll);
}

static void *waits(void *unused)
{
	while (sem_wait(&never))
		;
	return unused;
}

static void *says_done(void *unused)
{
	sem_post(&done);
	return unused;
}

/* A number in /proc/self/status. */
static unsigned status_number(const char *field)
{
	FILE *file = fopen("/proc/self/status", "r");
	unsigned number = 0;
	char line[256];

	must(file, "/proc/self/status");
	while (fgets(line, sizeof(line), file))
		if (strncmp(line, field, strlen(field)) == 0)
			number = (unsigned)atoi(line + strlen(field));
	fclose(file);
	return number;
}

/* A thread that has been joined may still be in the kernel's list for a moment. */
static unsigned threads(unsigned expected)
{
	for (int i = 0; i < 1000 && status_number("Threads:") != expected; i++)
		usleep(1000);
	return status_number("Threads:");
}

static void stages(void)
{
	pthread_t sleepers[SLEEPERS], waiting;
	void *value;

	printf("returned %u\n", (unsigned)(uintptr_t)join(start(returns, (void *)5)));
	printf("exited with %u\n", (unsigned)(uintptr_t)join(start(exits, (void *)6)));
	for (uintptr_t i = 0; i < SLEEPERS; i++)
		sleepers[i] = start(sleeps, (void *)(10 + 20 * i));
	waiting = start(waits, NULL);
	printf("%u threads\n", threads(2 + SLEEPERS));
	for (int i = 0; i < SLEEPERS; i++)
		sem_post(&go);
	for (int i = 0; i < SLEEPERS; i++)
		printf("slept long enough: %s\n", join(sleepers[i]) ? "yes" : "no");
	pthread_cancel(waiting);
	value = join(waiting);
	printf("cancelled: %s\n", value == PTHREAD_CANCELED ? "yes" : "no");
	pthread_detach(start(says_done, NULL));
	while (sem_wait(&done))
		;
	printf("detached one ended; %u thread left\n", threads(1));
}

static void many(void)
{
	unsigned before, after;

	for (int i = 0; i < MANY; i++)
		join(start(returns, NULL));
	before = status_number("VmRSS:");
	for (int i = 0; i < 3 * MANY; i++)
		join(start(returns, NULL));
	after = status_number("VmRSS:");
	printf("memory after %d threads more: %s\n", 3 * MANY,
		after < before + 256 ? "as before" : "more than before");
}

int main(void)
{
	sem_init(&never, 0, 0);
	sem_init(&done, 0, 0);
	sem_init(&go, 0, 0);
	stages();
	puts("--- again ---");
	stages();
	many();
	printf("%u thread left\n", threads(1));
	return 0;
}
