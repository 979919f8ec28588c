/* SPDX-License-Identifier: MIT */
/*
 * A race with a window of a few instructions, without a call or a fault among them: two threads add
 * to the same number.
 */
#include <pthread.h>
#include <stdio.h>

#define TIMES 20

static volatile int number;

static void *adder(void *unused)
{
	for (int i = 0; i < TIMES; i++)
		number = number + 1;
	return unused;
}

int main(void)
{
	pthread_t thread;

	pthread_create(&thread, NULL, adder, NULL);
	adder(NULL);
	pthread_join(thread, NULL);
	printf("%d\n", number);
	return number != 2 * TIMES;
}
