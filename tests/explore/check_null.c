/* SPDX-License-Identifier: MIT */
/*
 * A pointer is checked and then followed; another thread clears it in between.
 *
 * pattern: check, then use
 * depth: 2
 * found: signal:11
 * events: app
 */
#include "explore.h"
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int thing;
static int *volatile pointer = &thing;

static void *use(void *unused)
{
	lock_if_fixed(&lock);
	if (pointer)
		*pointer = 1;
	unlock_if_fixed(&lock);
	return NULL;
}

static void *take_away(void *unused)
{
	lock_if_fixed(&lock);
	pointer = NULL;
	unlock_if_fixed(&lock);
	return NULL;
}

int main(void)
{
	run_threads((thread_function *[]){use, take_away}, 2);
	return 0;
}
