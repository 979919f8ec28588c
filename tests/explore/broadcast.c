/* SPDX-License-Identifier: MIT */
/*
 * One signal where two threads wait for the same event.
 *
 * pattern: signal in place of broadcast
 * depth: 2
 * found: deadlock
 * events: sync
 */
#include "explore.h"
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t opened = PTHREAD_COND_INITIALIZER;
static volatile int is_open;

static void *enter(void *unused)
{
	pthread_mutex_lock(&lock);
	while (!is_open)
		pthread_cond_wait(&opened, &lock);
	pthread_mutex_unlock(&lock);
	return NULL;
}

static void *open_door(void *unused)
{
	pthread_mutex_lock(&lock);
	is_open = 1;
	if (FIXED)
		pthread_cond_broadcast(&opened);
	else
		pthread_cond_signal(&opened);
	pthread_mutex_unlock(&lock);
	return NULL;
}

int main(void)
{
	run_threads((thread_function *[]){open_door, enter, enter}, 3);
	return 0;
}
