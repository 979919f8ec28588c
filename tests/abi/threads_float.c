/* SPDX-License-Identifier: MIT */
/*
 * each thread has its own floating-point registers.
 */
#include <abi.h>

static volatile int wrong;

static void *thread(void *argument)
{
	double start = (double)(intptr_t)argument, x;

	for (int round = 0; round < 200; round++) {
		x = start;
		for (int i = 0; i < 500; i++)
			x = x * 1.0000001 + 0.5;
		for (int i = 0; i < 500; i++)
			x = (x - 0.5) / 1.0000001;
		if (x < start - 0.001 || x > start + 0.001)
			wrong++;
		if (round % 20 == 0)
			sched_yield();
	}
	return NULL;
}

int main(void)
{
	pthread_t t[4];

	for (intptr_t i = 0; i < 4; i++)
		pthread_create(&t[i], NULL, thread, (void *)(i * 1000));
	for (int i = 0; i < 4; i++)
		pthread_join(t[i], NULL);
	out("%d wrong", wrong);
	return 0;
}
