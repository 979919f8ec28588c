/* SPDX-License-Identifier: MIT */
/*
 * A plain increment. On x86 it is one instruction, which reads and writes memory without a lock.
 *
 * pattern: lost update in one instruction
 * depth: 2
 * found: exit:1
 * events: app
 */
#include "explore.h"

static int count;

static void *add(void *unused)
{
	if (FIXED)
		__atomic_fetch_add(&count, 1, __ATOMIC_RELAXED);
	else
		count++;
	return NULL;
}

int main(void)
{
	run_threads((thread_function *[]){add, add}, 2);
	printf("%d\n", count);
	return count != 2;
}
