/* SPDX-License-Identifier: MIT */
/*
 * The sender takes a signal for handled as soon as it is sent. On a machine with several processors
 * the other thread may do more before its handler runs.
 *
 * pattern: a signal as a message that arrives at once
 * depth: 2
 * found: exit:1
 * events: app
 */
#include "explore.h"
static volatile sig_atomic_t handled;
static volatile int told;

static void handle(int signal)
{
	handled = 1;
}

static void *work(void *unused)
{
	while (!told || (FIXED && !handled))
		sched_yield();
	check(handled);
	return NULL;
}

int main(void)
{
	pthread_t worker;

	signal(SIGUSR1, handle);
	pthread_create(&worker, NULL, work, NULL);
	pthread_kill(worker, SIGUSR1);
	told = 1;
	pthread_join(worker, NULL);
	return 0;
}
