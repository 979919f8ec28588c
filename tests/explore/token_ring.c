/* SPDX-License-Identifier: MIT */
/*
 * A token travels round a ring of three threads that wait for it on one condition; a single signal
 * may wake the wrong thread.
 *
 * pattern: token ring
 * depth: 2
 * found: deadlock
 * events: app
 */
#include "explore.h"
#define COUNT  3
#define ROUNDS 2

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t moved = PTHREAD_COND_INITIALIZER;
static volatile long holder;

static void *pass_on(void *number)
{
	for (int i = 0; i < ROUNDS; i++) {
		pthread_mutex_lock(&lock);
		while (holder != (long)number)
			pthread_cond_wait(&moved, &lock);
		holder = (holder + 1) % COUNT;
		if (FIXED)
			pthread_cond_broadcast(&moved);
		else
			pthread_cond_signal(&moved);
		pthread_mutex_unlock(&lock);
	}
	return NULL;
}

int main(void)
{
	run_threads((thread_function *[]){pass_on, pass_on, pass_on}, 3);
	return 0;
}
