/* SPDX-License-Identifier: MIT */
/*
 * Many threads write two words one after the other, and one thread reads both. It must see both
 * changed or neither; but in a schedule where it starts among the first and ends among the last, it
 * does not.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#ifdef FIFTY
#define WRITERS 49
#else
#define WRITERS 19
#endif

static volatile int first, second;

static void *writer(void *unused)
{
	first = 1;
	second = -1;
	return unused;
}

static void *reader(void *unused)
{
	int a = first, b = second;

	if (!((a == 0 && b == 0) || (a == 1 && b == -1)))
		exit(1);
	return unused;
}

int main(void)
{
	pthread_t threads[WRITERS + 1];

	for (int i = 0; i <= WRITERS; i++)
		if (pthread_create(&threads[i], NULL, i < WRITERS ? writer : reader, NULL))
			abort();
	for (int i = 0; i <= WRITERS; i++)
		pthread_join(threads[i], NULL);
	return 0;
}
