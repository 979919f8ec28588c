/* SPDX-License-Identifier: MIT */
/*
 * main() reads a result without waiting for the thread that computes it.
 *
 * pattern: order violation
 * depth: 1
 * found: exit:1
 * events: app
 */
#include "explore.h"
static volatile int result;

static void *compute(void *unused)
{
	result = 1;
	return NULL;
}

int main(void)
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, compute, NULL))
		abort();
	if (FIXED)
		pthread_join(thread, NULL);
	check(result);
	return 0;
}
