/* SPDX-License-Identifier: MIT */
/*
 * Helpers for the programs with planted schedule bugs. Each program is built twice: as it is, and
 * as its correct twin with FIXED defined as 1.
 */
#pragma once
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#ifndef FIXED
#define FIXED 0
#endif

#define THREADS_MAX 64

typedef void *thread_function(void *);

/* Code for one of the twins only. */
static inline void lock_if_fixed(pthread_mutex_t *mutex)
{
	if (FIXED)
		pthread_mutex_lock(mutex);
}

static inline void unlock_if_fixed(pthread_mutex_t *mutex)
{
	if (FIXED)
		pthread_mutex_unlock(mutex);
}

static inline void lock_if_buggy(pthread_mutex_t *mutex)
{
	if (!FIXED)
		pthread_mutex_lock(mutex);
}

static inline void unlock_if_buggy(pthread_mutex_t *mutex)
{
	if (!FIXED)
		pthread_mutex_unlock(mutex);
}

/* The bug shows as exit status 1. */
static inline void check(int holds)
{
	if (!holds)
		_exit(1);
}

/* Start all threads, each with its number, and join them. */
static inline void run_threads(thread_function *const functions[], int count)
{
	pthread_t threads[THREADS_MAX];

	for (int i = 0; i < count; i++)
		if (pthread_create(&threads[i], NULL, functions[i], (void *)(long)i))
			abort();
	for (int i = 0; i < count; i++)
		pthread_join(threads[i], NULL);
}
