/* SPDX-License-Identifier: MIT */
/*
 * Double-checked initialisation that publishes the object before it is filled in.
 *
 * pattern: double-checked initialisation
 * depth: 2
 * found: exit:1
 * events: app
 */
#include "explore.h"
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static volatile int ready, value;

static void initialise(void)
{
	if (FIXED)
		value = 42;
	ready = 1;
	if (!FIXED)
		value = 42;
}

static void *use(void *unused)
{
	if (!ready) {
		pthread_mutex_lock(&lock);
		if (!ready)
			initialise();
		pthread_mutex_unlock(&lock);
	}
	check(value == 42);
	return NULL;
}

int main(void)
{
	run_threads((thread_function *[]){use, use}, 2);
	return 0;
}
