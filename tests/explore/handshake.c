/* SPDX-License-Identifier: MIT */
/*
 * Two threads reply to each other within a moment. It fails only if one thread is interrupted
 * before its second check, and the other right after its reply.
 *
 * pattern: two nested interruptions
 * depth: 3
 * found: exit:1
 * events: app
 */
#include "explore.h"
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static volatile int asked, answered;

static void *ask(void *unused)
{
	lock_if_fixed(&lock);
	asked = 1;
	check(!answered);
	asked = 0;
	unlock_if_fixed(&lock);
	return NULL;
}

static void *answer(void *unused)
{
	lock_if_fixed(&lock);
	if (asked) {
		answered = 1;
		answered = 0;
	}
	unlock_if_fixed(&lock);
	return NULL;
}

int main(void)
{
	run_threads((thread_function *[]){ask, answer}, 2);
	return 0;
}
