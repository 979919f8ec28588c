/* SPDX-License-Identifier: MIT */
/*
 * The program of tests/system/test_clock.py: by how much a nanosleep() of 1 ms exceeds 1 ms at
 * most, alone and, as SCHED_FIFO, beside processes that compute.
 */
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define SLEEP_NS 1000000L
#define TIMES    100
#define CROWD    3

static long now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (long)(now.tv_sec % 1000) * 1000000000L + now.tv_nsec;
}

static long worst(void)
{
	long most = 0;

	for (int i = 0; i < TIMES; i++) {
		struct timespec time = {0, SLEEP_NS};
		long start = now_ns(), over;

		if (nanosleep(&time, NULL))
			exit(1);
		over = now_ns() - start - SLEEP_NS;
		if (over < 0) {
			printf("%ld ns too early\n", -over);
			exit(1);
		}
		most = over > most ? over : most;
	}
	return most;
}

int main(void)
{
	struct sched_param param = {.sched_priority = 50};
	int crowd[CROWD];

	printf("alone: %ld ns over\n", worst());
	for (int i = 0; i < CROWD; i++)
		if ((crowd[i] = fork()) == 0)
			for (;;)
				;
	if (sched_setscheduler(0, SCHED_FIFO, &param))
		return 1;
	printf("beside others: %ld ns over\n", worst());
	for (int i = 0; i < CROWD; i++)
		kill(crowd[i], SIGKILL);
	return 0;
}
