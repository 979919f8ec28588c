/* SPDX-License-Identifier: MIT */
/*
 * Check, then act: two threads withdraw from an account that has enough for one. The check and the
 * withdrawal are each made under the lock, but not under one hold of it.
 *
 * pattern: check, then act
 * depth: 2
 * found: exit:1
 * events: app
 */
#include "explore.h"
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static volatile int balance = 10;

static void *withdraw(void *unused)
{
	int enough;

	pthread_mutex_lock(&lock);
	enough = balance >= 10;
	if (!FIXED) {
		pthread_mutex_unlock(&lock);
		pthread_mutex_lock(&lock);
	}
	if (enough)
		balance -= 10;
	pthread_mutex_unlock(&lock);
	return NULL;
}

int main(void)
{
	run_threads((thread_function *[]){withdraw, withdraw}, 2);
	check(balance >= 0);
	return 0;
}
