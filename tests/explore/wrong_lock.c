/* SPDX-License-Identifier: MIT */
/*
 * Wrong lock: two threads increment the same counter, each under a lock of its own.
 *
 * pattern: wrong lock
 * depth: 2
 * found: exit:1
 * events: app
 */
#include "explore.h"
static pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER, b = PTHREAD_MUTEX_INITIALIZER;
static volatile int count;

static void *add(void *number)
{
	pthread_mutex_t *lock = number && !FIXED ? &b : &a;

	pthread_mutex_lock(lock);
	count = count + 1;
	pthread_mutex_unlock(lock);
	return NULL;
}

int main(void)
{
	run_threads((thread_function *[]){add, add}, 2);
	check(count == 2);
	return 0;
}
