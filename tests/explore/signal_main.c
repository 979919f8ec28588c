/* SPDX-License-Identifier: MIT */
/*
 * A signal handler changes data that main() is just changing. (The watchdog that sends the signal
 * reads the same word; accesses by a single thread would not be events.)
 *
 * pattern: signal handler against main
 * depth: 2
 * found: exit:1
 * events: app
 */
#include "explore.h"
static volatile int count, handled;

static void handle(int unused)
{
	count = count + 1;
	handled = 1;
}

static void *watch(void *to)
{
	if (!count)
		pthread_kill(*(pthread_t *)to, SIGUSR1);
	return NULL;
}

int main(void)
{
	pthread_t self = pthread_self(), watchdog;
	sigset_t set;

	signal(SIGUSR1, handle);
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	if (pthread_create(&watchdog, NULL, watch, &self))
		abort();
	if (FIXED)
		pthread_sigmask(SIG_BLOCK, &set, NULL);
	count = count + 1;
	if (FIXED)
		pthread_sigmask(SIG_UNBLOCK, &set, NULL);
	pthread_join(watchdog, NULL);
	check(count == 1 + handled);
	return 0;
}
