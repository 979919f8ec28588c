/* SPDX-License-Identifier: MIT */
/*
 * A thread that waits for a condition of an inner monitor keeps the lock of the outer one, which
 * the signalling thread must take first.
 *
 * pattern: nested monitors
 * depth: 1
 * found: deadlock
 * events: app
 */
#include "explore.h"
static pthread_mutex_t outer = PTHREAD_MUTEX_INITIALIZER, inner = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t filled = PTHREAD_COND_INITIALIZER;
static volatile int items;

static void *get(void *unused)
{
	lock_if_buggy(&outer);
	pthread_mutex_lock(&inner);
	while (!items)
		pthread_cond_wait(&filled, &inner);
	items--;
	pthread_mutex_unlock(&inner);
	unlock_if_buggy(&outer);
	return NULL;
}

static void *put(void *unused)
{
	pthread_mutex_lock(&outer);
	pthread_mutex_lock(&inner);
	items++;
	pthread_cond_signal(&filled);
	pthread_mutex_unlock(&inner);
	pthread_mutex_unlock(&outer);
	return NULL;
}

int main(void)
{
	run_threads((thread_function *[]){get, put}, 2);
	return 0;
}
