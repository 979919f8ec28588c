/* SPDX-License-Identifier: MIT */
/*
 * A reference count that is read and written in two steps: none of the threads, or two, drop the
 * last reference.
 *
 * pattern: reference count that is not atomic
 * depth: 2
 * found: exit:1
 * events: app
 */
#include "explore.h"
#include <stdatomic.h>

static atomic_int references = 2, freed;

static void *put(void *unused)
{
	int left;

	if (FIXED) {
		left = atomic_fetch_sub(&references, 1) - 1;
	} else {
		atomic_fetch_sub(&references, 1);
		left = atomic_load(&references);
	}
	if (left == 0)
		atomic_fetch_add(&freed, 1);
	return NULL;
}

int main(void)
{
	run_threads((thread_function *[]){put, put}, 2);
	check(atomic_load(&freed) == 1);
	return 0;
}
