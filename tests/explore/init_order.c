/* SPDX-License-Identifier: MIT */
/*
 * A thread uses data that its creator fills in after creating the thread.
 *
 * pattern: order violation
 * depth: 1
 * found: exit:1
 * events: app
 */
#include "explore.h"
static volatile int filled;

static void *use(void *unused)
{
	check(filled);
	return NULL;
}

int main(void)
{
	pthread_t thread;

	if (FIXED)
		filled = 1;
	if (pthread_create(&thread, NULL, use, NULL))
		abort();
	filled = 1;
	pthread_join(thread, NULL);
	return 0;
}
