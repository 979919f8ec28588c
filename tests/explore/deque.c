/* SPDX-License-Identifier: MIT */
/*
 * A work-stealing deque whose owner takes the last item without checking whether a thief has
 * already taken it.
 *
 * pattern: work-stealing deque race
 * depth: 2
 * found: exit:1
 * events: app
 */
#include "explore.h"
#include <stdatomic.h>

#define ITEMS 2

static atomic_int top, bottom = ITEMS;
static volatile int taken[ITEMS];

static int pop(void)
{
	int b = atomic_fetch_sub(&bottom, 1) - 1, t = atomic_load(&top), item = b;

	if (t < b || (t == b && !FIXED))
		return item;
	if (t > b || !atomic_compare_exchange_strong(&top, &t, t + 1))
		item = -1;
	atomic_store(&bottom, b + 1);
	return item;
}

static int steal(void)
{
	int t = atomic_load(&top), b = atomic_load(&bottom);

	return t < b && atomic_compare_exchange_strong(&top, &t, t + 1) ? t : -1;
}

static void *own(void *unused)
{
	for (int i = 0; i < ITEMS; i++) {
		int item = pop();

		if (item >= 0)
			taken[item]++;
	}
	return NULL;
}

static void *thieve(void *unused)
{
	int item = steal();

	if (item >= 0)
		taken[item]++;
	return NULL;
}

int main(void)
{
	run_threads((thread_function *[]){own, thieve}, 2);
	for (int i = 0; i < ITEMS; i++)
		check(taken[i] <= 1);
	return 0;
}
