/* SPDX-License-Identifier: MIT */
/*
 * The wrong kind of lock: two threads increment a counter while they hold a lock for reading.
 *
 * pattern: wrong lock
 * depth: 2
 * found: exit:1
 * events: app
 */
#include "explore.h"
static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
static volatile int count;

static void *add(void *unused)
{
	if (FIXED)
		pthread_rwlock_wrlock(&lock);
	else
		pthread_rwlock_rdlock(&lock);
	count = count + 1;
	pthread_rwlock_unlock(&lock);
	return NULL;
}

int main(void)
{
	run_threads((thread_function *[]){add, add}, 2);
	check(count == 2);
	return 0;
}
