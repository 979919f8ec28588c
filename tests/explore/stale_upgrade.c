/* SPDX-License-Identifier: MIT */
/*
 * What was seen under a lock for reading is believed when it has become one for writing: something
 * is made twice.
 *
 * pattern: read-write lock upgrade
 * depth: 2
 * found: exit:1
 * events: app
 */
#include "explore.h"
static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
static volatile int made;

static void *need(void *unused)
{
	int there;

	pthread_rwlock_rdlock(&lock);
	there = made;
	pthread_rwlock_unlock(&lock);
	if (there)
		return NULL;
	pthread_rwlock_wrlock(&lock);
	if (!FIXED || !made)
		made++;
	pthread_rwlock_unlock(&lock);
	return NULL;
}

int main(void)
{
	run_threads((thread_function *[]){need, need}, 2);
	check(made == 1);
	return 0;
}
