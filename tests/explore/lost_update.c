/* SPDX-License-Identifier: MIT */
/*
 * Lost update: a counter is read and written under a lock, but under two separate holds of it.
 *
 * pattern: lost update
 * depth: 2
 * found: exit:1
 * events: app
 */
#include "explore.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int balance;

static int get(void)
{
	int value;

	pthread_mutex_lock(&lock);
	value = balance;
	pthread_mutex_unlock(&lock);
	return value;
}

static void set(int value)
{
	pthread_mutex_lock(&lock);
	balance = value;
	pthread_mutex_unlock(&lock);
}

static void add(int amount)
{
	pthread_mutex_lock(&lock);
	balance += amount;
	pthread_mutex_unlock(&lock);
}

static void *deposit(void *unused)
{
	for (int i = 0; i < 2; i++) {
		if (FIXED)
			add(1);
		else
			set(get() + 1);
	}
	return NULL;
}

int main(void)
{
	run_threads((thread_function *[]){deposit, deposit}, 2);
	printf("%d\n", balance);
	return balance != 4;
}
