/* SPDX-License-Identifier: MIT */
/*
 * A check made under a read lock is still relied on after the upgrade to a write lock: an object is
 * created twice.
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
