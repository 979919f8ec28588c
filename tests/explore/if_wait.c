/* SPDX-License-Identifier: MIT */
/*
 * `if` instead of `while` around a wait: before the woken waiter runs, another thread takes the
 * item.
 *
 * pattern: if in place of while around a condition wait
 * depth: 2
 * found: exit:1
 * events: app
 */
#include "explore.h"
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t filled = PTHREAD_COND_INITIALIZER;
static volatile int items;

static void *consume(void *unused)
{
	pthread_mutex_lock(&lock);
	if (!items)
		pthread_cond_wait(&filled, &lock);
	while (FIXED && !items)
		pthread_cond_wait(&filled, &lock);
	items--;
	check(items >= 0);
	pthread_mutex_unlock(&lock);
	return NULL;
}

static void *produce(void *unused)
{
	for (int i = 0; i < 2; i++) {
		pthread_mutex_lock(&lock);
		items++;
		pthread_cond_signal(&filled);
		pthread_mutex_unlock(&lock);
	}
	return NULL;
}

int main(void)
{
	run_threads((thread_function *[]){consume, produce, consume}, 3);
	return 0;
}
