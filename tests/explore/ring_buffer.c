/* SPDX-License-Identifier: MIT */
/*
 * A lock-free queue between two threads, whose writer advances the end before it stores the item.
 *
 * pattern: order of publication
 * depth: 2
 * found: exit:1
 * events: app
 */
#include "explore.h"
#include <stdatomic.h>

static atomic_int end, items[4];

static void *write_items(void *unused)
{
	for (int i = 0; i < 2; i++) {
		if (FIXED)
			atomic_store(&items[i], 1);
		atomic_store(&end, i + 1);
		if (!FIXED)
			atomic_store(&items[i], 1);
	}
	return NULL;
}

static void *read_items(void *unused)
{
	int n = atomic_load(&end);

	for (int i = 0; i < n; i++)
		check(atomic_load(&items[i]));
	return NULL;
}

int main(void)
{
	run_threads((thread_function *[]){write_items, read_items}, 2);
	return 0;
}
