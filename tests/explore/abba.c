/* SPDX-License-Identifier: MIT */
/*
 * ABBA: two threads take two locks in opposite orders.
 *
 * pattern: locks in opposite orders
 * depth: 2
 * found: deadlock
 * events: sync
 */
#include "explore.h"

static pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER, b = PTHREAD_MUTEX_INITIALIZER;

static void *one(void *unused)
{
	pthread_mutex_lock(&a);
	sched_yield();
	pthread_mutex_lock(&b);
	pthread_mutex_unlock(&b);
	pthread_mutex_unlock(&a);
	return NULL;
}

static void *other(void *unused)
{
	pthread_mutex_lock(FIXED ? &a : &b);
	sched_yield();
	pthread_mutex_lock(FIXED ? &b : &a);
	pthread_mutex_unlock(FIXED ? &b : &a);
	pthread_mutex_unlock(FIXED ? &a : &b);
	return NULL;
}

int main(void)
{
	run_threads((thread_function *[]){one, other}, 2);
	puts("done");
	return 0;
}
