/* SPDX-License-Identifier: MIT */
/*
 * threads receive their argument and return a result.
 */
#include <abi.h>

static void *thread(void *argument)
{
	return (void *)((intptr_t)argument * 2);
}

static void *exits(void *argument)
{
	pthread_exit((void *)77);
}

int main(void)
{
	pthread_t t[10];
	void *result;
	long sum = 0;

	for (intptr_t i = 0; i < 10; i++)
		if (pthread_create(&t[i], NULL, thread, (void *)i))
			out("no thread %d", (int)i);
	for (int i = 0; i < 10; i++) {
		pthread_join(t[i], &result);
		sum += (intptr_t)result;
	}
	out("sum %ld", sum);
	pthread_create(t, NULL, exits, NULL);
	SHOW(pthread_join(t[0], &result));
	out("%ld", (long)result);
	SHOW(pthread_join(pthread_self(), NULL));
	return 0;
}
