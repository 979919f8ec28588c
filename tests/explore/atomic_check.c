/* SPDX-License-Identifier: MIT */
/*
 * Each step is atomic, the whole is not: a thread takes a ticket by reading the atomic counter, and
 * adding to it if it is not full.
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
