/* SPDX-License-Identifier: MIT */
/*
 * A missed signal: the waiter checks the flag and then waits, without holding the lock across both,
 * and the signal arrives in between.
 *
 * pattern: missed signal
 * depth: 2
 * found: deadlock
 * events: sync
 */
#include "explore.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
static volatile int ready;

static void *waiter(void *unused)
{
	int seen;

	pthread_mutex_lock(&lock);
	seen = ready;
	if (!FIXED) {
		pthread_mutex_unlock(&lock);
		sched_yield();
		pthread_mutex_lock(&lock);
	}
	while (!seen) {
		pthread_cond_wait(&condition, &lock);
		seen = ready;
	}
	pthread_mutex_unlock(&lock);
	return NULL;
}

static void *signaller(void *unused)
{
	pthread_mutex_lock(&lock);
	ready = 1;
	pthread_cond_signal(&condition);
	pthread_mutex_unlock(&lock);
	return NULL;
}

int main(void)
{
	run_threads((thread_function *[]){waiter, signaller}, 2);
	puts("done");
	return 0;
}
