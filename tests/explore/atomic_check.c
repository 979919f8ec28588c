/* SPDX-License-Identifier: MIT */
/*
 * Each step atomic, the whole not: a ticket is taken if the atomic counter is not full yet, by
 * looking first and adding then.
 *
 * pattern: check, then act, each step atomic
 * depth: 2
 * found: exit:1
 * events: app
 */
#include "explore.h"
#include <stdatomic.h>

#define TICKETS 2

static atomic_int taken;

static void *take(void *unused)
{
	int seen = atomic_load(&taken);

	if (!FIXED) {
		if (seen < TICKETS)
			atomic_fetch_add(&taken, 1);
		return NULL;
	}
	while (seen < TICKETS && !atomic_compare_exchange_weak(&taken, &seen, seen + 1))
		;
	return NULL;
}

int main(void)
{
	run_threads((thread_function *[]){take, take, take}, 3);
	printf("%d\n", atomic_load(&taken));
	return atomic_load(&taken) > TICKETS;
}
