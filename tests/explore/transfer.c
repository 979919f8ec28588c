/* SPDX-License-Identifier: MIT */
/*
 * An audit adds up two accounts while an amount is in transit between them.
 *
 * pattern: torn pair of words
 * depth: 2
 * found: exit:1
 * events: app
 */
#include "explore.h"
static pthread_mutex_t locks[2] = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER};
static volatile int balance[2] = {5, 5};

static void lock_one(int i)
{
	pthread_mutex_lock(&locks[FIXED ? 0 : i]);
}

static void unlock_one(int i)
{
	pthread_mutex_unlock(&locks[FIXED ? 0 : i]);
}

/* Between the two accounts. The correct twin has one lock for both, and keeps it. */
static void change_over(void)
{
	if (FIXED)
		return;
	unlock_one(0);
	lock_one(1);
}

static void *transfer(void *unused)
{
	lock_one(0);
	balance[0] -= 5;
	change_over();
	balance[1] += 5;
	unlock_one(1);
	return NULL;
}

static void *audit(void *unused)
{
	int sum;

	lock_one(0);
	sum = balance[0];
	change_over();
	sum += balance[1];
	unlock_one(1);
	check(sum == 10);
	return NULL;
}

int main(void)
{
	run_threads((thread_function *[]){transfer, audit}, 2);
	return 0;
}
