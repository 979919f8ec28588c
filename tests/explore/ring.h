/* SPDX-License-Identifier: MIT */
/*
 * Cyclic deadlock: each of COUNT threads takes its own lock and then its neighbour's. The correct
 * twin takes the lock with the lower number first.
 */
#include "explore.h"

static pthread_mutex_t locks[COUNT];

static void *take_two(void *number)
{
	long own = (long)number, other = (own + 1) % COUNT;
	long one = FIXED && other < own ? other : own;

	pthread_mutex_lock(&locks[one]);
	pthread_mutex_lock(&locks[own + other - one]);
	pthread_mutex_unlock(&locks[own + other - one]);
	pthread_mutex_unlock(&locks[one]);
	return NULL;
}

int main(void)
{
	thread_function *functions[COUNT];

	for (int i = 0; i < COUNT; i++) {
		pthread_mutex_init(&locks[i], NULL);
		functions[i] = take_two;
	}
	run_threads(functions, COUNT);
	return 0;
}
