/* SPDX-License-Identifier: MIT */
/*
 * Two stages, with COUNT threads. Nine of ten set a value under one lock, and a value derived from
 * it under another. The others, created when most of these have ended, read both. A reader fails if
 * it finds the first value new and the second old: it must take the second lock before all writers,
 * but not the first one. The correct twin keeps the first lock.
 */
#include "explore.h"
static pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER, b = PTHREAD_MUTEX_INITIALIZER;
static volatile int value, derived;

static void unlock_a_if(int wanted)
{
	if (wanted)
		pthread_mutex_unlock(&a);
}

static void *write_both(void *unused)
{
	pthread_mutex_lock(&a);
	value = 1;
	unlock_a_if(!FIXED);
	pthread_mutex_lock(&b);
	derived = value + 1;
	pthread_mutex_unlock(&b);
	unlock_a_if(FIXED);
	return NULL;
}

static void *read_both(void *unused)
{
	int one, other;

	pthread_mutex_lock(&a);
	one = value;
	unlock_a_if(!FIXED);
	pthread_mutex_lock(&b);
	other = derived;
	pthread_mutex_unlock(&b);
	unlock_a_if(FIXED);
	check(!one || other == one + 1);
	return NULL;
}

int main(void)
{
	thread_function *functions[COUNT];

	for (int i = 0; i < COUNT; i++)
		functions[i] = i < COUNT - COUNT / 10 ? write_both : read_both;
	run_threads(functions, COUNT);
	return 0;
}
