/* SPDX-License-Identifier: MIT */
/*
 * A thread waits for another one in a loop without a system call; with FOREVER the other thread
 * never answers.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

#ifndef FOREVER
#define FOREVER 0
#endif

static atomic_int flag;

static void *teller(void *unused)
{
	if (!FOREVER)
		atomic_store(&flag, 1);
	return unused;
}

__attribute__((noinline)) void wait_for_flag(void)
{
	while (!atomic_load(&flag))
		;
}

int main(void)
{
	pthread_t thread;

	pthread_create(&thread, NULL, teller, NULL);
	wait_for_flag();
	pthread_join(thread, NULL);
	puts("told");
	return 0;
}
