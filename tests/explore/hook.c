/* SPDX-License-Identifier: MIT */
/*
 * A function pointer is checked and then called; another thread clears it in between. On x86 the
 * call itself reads the pointer, so it is the event.
 *
 * pattern: check, then call
 * depth: 2
 * found: signal:11
 * events: app
 */
#include "explore.h"
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static volatile int calls;

static void count(void)
{
	calls = 1;
}

static void (*volatile hook)(void) = count;

static void *use(void *unused)
{
	lock_if_fixed(&lock);
	if (hook)
		hook();
	unlock_if_fixed(&lock);
	return NULL;
}

static void *take_away(void *unused)
{
	lock_if_fixed(&lock);
	hook = NULL;
	unlock_if_fixed(&lock);
	return NULL;
}

int main(void)
{
	run_threads((thread_function *[]){use, take_away}, 2);
	return 0;
}
