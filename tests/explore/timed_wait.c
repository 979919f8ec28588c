/* SPDX-License-Identifier: MIT */
/*
 * A waiter that takes a timeout for an answer.
 *
 * pattern: a timed wait whose result is not checked
 * depth: 1
 * found: exit:1
 * events: app
 */
#include "explore.h"
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t told = PTHREAD_COND_INITIALIZER;
static int value;

static void *tell(void *unused)
{
	pthread_mutex_lock(&lock);
	value = 1;
	pthread_cond_signal(&told);
	pthread_mutex_unlock(&lock);
	return NULL;
}

static void *wait_for_value(void *unused)
{
	struct timespec until;
	int error = 0;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_nsec += 1000000;
	until.tv_sec += until.tv_nsec / 1000000000;
	until.tv_nsec %= 1000000000;
	pthread_mutex_lock(&lock);
	while (!value && !error)
		error = pthread_cond_timedwait(&told, &lock, &until);
	check(value || (FIXED && error == ETIMEDOUT));
	pthread_mutex_unlock(&lock);
	return NULL;
}

int main(void)
{
	run_threads((thread_function *[]){wait_for_value, tell}, 2);
	return 0;
}
