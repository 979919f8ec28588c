/* SPDX-License-Identifier: MIT */
/*
 * Peterson's lock with the turn given away before the intent is announced: both threads enter.
 *
 * pattern: broken mutual exclusion
 * depth: 3
 * found: exit:1
 * events: app
 */
#include "explore.h"
#include <stdatomic.h>

static atomic_int wish[2], turn;
static volatile int inside;

static void enter(int own)
{
	if (FIXED)
		atomic_store(&wish[own], 1);
	atomic_store(&turn, !own);
	if (!FIXED)
		atomic_store(&wish[own], 1);
	while (atomic_load(&wish[!own]) && atomic_load(&turn) == !own)
		sched_yield();
}

static void *work(void *number)
{
	int own = number != NULL;

	enter(own);
	inside = inside + 1;
	check(inside == 1);
	inside = inside - 1;
	atomic_store(&wish[own], 0);
	return NULL;
}

int main(void)
{
	run_threads((thread_function *[]){work, work}, 2);
	return 0;
}
