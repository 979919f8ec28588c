/* SPDX-License-Identifier: MIT */
/*
 * Shared by the demos. They are ordinary pthread programs: the same source runs on Linux and prints
 * the same output there. They print nothing that may differ between two runs.
 */
#pragma once
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Checks a condition that the demo relies on; ends the demo if it is false. */
static inline void must(bool condition, const char *what)
{
	if (condition)
		return;
	fprintf(stderr, "no %s: %s\n", what, strerror(errno));
	exit(1);
}

static inline pthread_t start(void *(*body)(void *), void *arg)
{
	pthread_t thread;

	errno = pthread_create(&thread, NULL, body, arg);
	must(errno == 0, "thread");
	return thread;
}

static inline void *join(pthread_t thread)
{
	void *value = NULL;

	errno = pthread_join(thread, &value);
	must(errno == 0, "join");
	return value;
}

/* From now on, all threads share one CPU. */
static inline void use_one_cpu(void)
{
	cpu_set_t cpus;

	must(sched_getaffinity(0, sizeof(cpus), &cpus) == 0, "CPU set");
	for (int cpu = 0, found = 0; cpu < CPU_SETSIZE; cpu++)
		if (CPU_ISSET(cpu, &cpus) && found++)
			CPU_CLR(cpu, &cpus);
	must(sched_setaffinity(0, sizeof(cpus), &cpus) == 0, "affinity");
}
