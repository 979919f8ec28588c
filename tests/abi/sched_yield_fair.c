/* SPDX-License-Identifier: MIT */
/*
 * threads that only yield and threads that only compute both make progress.
 */
#include <abi.h>

static volatile int stop;
static volatile long counts[4];

static void *yields(void *argument)
{
	while (!stop) {
		counts[(intptr_t)argument]++;
		sched_yield();
	}
	return NULL;
}

static void *computes(void *argument)
{
	while (!stop)
		counts[(intptr_t)argument]++;
	return NULL;
}

int main(void)
{
	pthread_t t[4];
	cpu_set_t one;

	CPU_ZERO(&one);
	CPU_SET(sched_getcpu(), &one);
	sched_setaffinity(0, sizeof(one), &one);
	for (intptr_t i = 0; i < 4; i++)
		pthread_create(&t[i], NULL, i < 2 ? yields : computes, (void *)i);
	sleep_ms(300);
	stop = 1;
	for (int i = 0; i < 4; i++)
		pthread_join(t[i], NULL);
	for (int i = 0; i < 4; i++)
		out("thread %d: %s", i, counts[i] >= 3 ? "ran" : "starved");
	return 0;
}
