/* SPDX-License-Identifier: MIT */
/*
 * A thread uses what its maker fills in after having made it.
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
