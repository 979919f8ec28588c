/* SPDX-License-Identifier: MIT */
/*
 * A reader sleeps until the writer "must be done". Nothing orders the two.
 *
 * pattern: a sleep in place of a join
 * depth: 1
 * found: exit:1
 * events: app
 */
#include "explore.h"
static pthread_t writer_thread;
static volatile int ready;

static void *write_ready(void *unused)
{
	ready = 1;
	return NULL;
}

int main(void)
{
	pthread_create(&writer_thread, NULL, write_ready, NULL);
	if (FIXED)
		pthread_join(writer_thread, NULL);
	usleep(1000);
	check(ready);
	if (!FIXED)
		pthread_join(writer_thread, NULL);
	return 0;
}
