/* SPDX-License-Identifier: MIT */
/*
 * Two threads that share memory in more instructions than can be events.
 */
#include <pthread.h>

#define TEN(x)      x x x x x x x x x x
#define THOUSAND(x) TEN(TEN(TEN(x)))

static volatile int shared;

static void *use(void *unused)
{
	THOUSAND(shared = 1;)
	THOUSAND(shared = 2;)
	THOUSAND(shared = 3;)
	THOUSAND(shared = 4;)
	THOUSAND(shared = 5;)
	THOUSAND(shared = 6;)
	THOUSAND(shared = 7;)
	THOUSAND(shared = 8;)
	THOUSAND(shared = 9;)
	return unused;
}

int main(void)
{
	pthread_t thread;

	pthread_create(&thread, NULL, use, NULL);
	use(NULL);
	pthread_join(thread, NULL);
	return 0;
}
