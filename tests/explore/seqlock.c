/* SPDX-License-Identifier: MIT */
/*
 * A sequence lock whose writer increments the counter only after writing, not before as well: a
 * reader does not notice that it reads in the middle of a write.
 *
 * pattern: torn pair of words
 * depth: 2
 * found: exit:1
 * events: app
 */
#include "explore.h"
#include <stdatomic.h>

static atomic_int sequence, low, high;

static void *write_pair(void *unused)
{
	if (FIXED)
		atomic_fetch_add(&sequence, 1);
	atomic_store(&low, 1);
	atomic_store(&high, 1);
	atomic_fetch_add(&sequence, 1);
	return NULL;
}

static void *read_pair(void *unused)
{
	int before, one, other;

	do {
		while ((before = atomic_load(&sequence)) & FIXED)
			sched_yield();
		one = atomic_load(&low);
		other = atomic_load(&high);
	} while (atomic_load(&sequence) != before);
	check(one == other);
	return NULL;
}

int main(void)
{
	run_threads((thread_function *[]){write_pair, read_pair}, 2);
	return 0;
}
