/* SPDX-License-Identifier: MIT */
/*
 * The last of the workers notifies main(). But they count down in two steps, so that none may be
 * the last.
 *
 * pattern: lost update
 * depth: 2
 * found: deadlock
 * events: app
 */
#include "explore.h"
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t finished = PTHREAD_COND_INITIALIZER;
static volatile int left = 2;

static void *work(void *unused)
{
	int others;

	lock_if_fixed(&lock);
	others = left - 1;
	left = others;
	unlock_if_fixed(&lock);
	if (others)
		return NULL;
	pthread_mutex_lock(&lock);
	pthread_cond_signal(&finished);
	pthread_mutex_unlock(&lock);
	return NULL;
}

static void *wait_for_all(void *unused)
{
	pthread_mutex_lock(&lock);
	while (left)
		pthread_cond_wait(&finished, &lock);
	pthread_mutex_unlock(&lock);
	return NULL;
}

int main(void)
{
	run_threads((thread_function *[]){work, work, wait_for_all}, 3);
	return 0;
}
