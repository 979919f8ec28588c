/* SPDX-License-Identifier: MIT */
/*
 * Two stages: a value is written under one lock, and a value derived from it under another. A
 * reader reads both and finds the first new and the second old.
 *
 * pattern: two-stage access
 * depth: 2
 * found: exit:1
 * events: app
 */
#include "explore.h"
static pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER, b = PTHREAD_MUTEX_INITIALIZER;
static volatile int value, derived;

static void *write_both(void *unused)
{
	pthread_mutex_lock(&a);
	value = 1;
	if (!FIXED)
		pthread_mutex_unlock(&a);
	pthread_mutex_lock(&b);
	derived = value + 1;
	pthread_mutex_unlock(&b);
	if (FIXED)
		pthread_mutex_unlock(&a);
	return NULL;
}

static void *read_both(void *unused)
{
	int one, other;

	pthread_mutex_lock(&a);
	one = value;
	if (!FIXED)
		pthread_mutex_unlock(&a);
	pthread_mutex_lock(&b);
	other = derived;
	pthread_mutex_unlock(&b);
	if (FIXED)
		pthread_mutex_unlock(&a);
	check(!one || other == one + 1);
	return NULL;
}

int main(void)
{
	run_threads((thread_function *[]){write_both, read_both}, 2);
	return 0;
}
