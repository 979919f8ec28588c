/* SPDX-License-Identifier: MIT */
/*
 * A buffer with one place. Threads that wait for an item and threads that wait for room share one
 * condition, and a single signal wakes the wrong thread.
 *
 * pattern: bounded buffer with two kinds of waiters
 * depth: 3
 * found: deadlock
 * events: app
 */
#include "explore.h"
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static volatile int items;

static void move(int from, int to)
{
	pthread_mutex_lock(&lock);
	while (items != from)
		pthread_cond_wait(&changed, &lock);
	items = to;
	if (FIXED)
		pthread_cond_broadcast(&changed);
	else
		pthread_cond_signal(&changed);
	pthread_mutex_unlock(&lock);
}

static void *put(void *unused)
{
	for (int i = 0; i < 2; i++)
		move(0, 1);
	return NULL;
}

static void *get(void *unused)
{
	move(1, 0);
	return NULL;
}

int main(void)
{
	run_threads((thread_function *[]){put, get, get}, 3);
	return 0;
}
