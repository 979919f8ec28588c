/* SPDX-License-Identifier: MIT */
/*
 * Source 0: two threads on one CPU, neither of which ever yields, blocks or sleeps. Each spins
 * until the other has had its turn, which only preemption can give it.
 */
#include "demo.h"

#define TURNS 8

static volatile unsigned turn;

static void *take_turns(void *arg)
{
	unsigned own = (unsigned)(uintptr_t)arg;

	for (unsigned i = 0; i < TURNS; i++) {
		while (turn % 2 != own)
			;
		printf("-- %u --\n", own + 1);
		turn++;
	}
	return (void *)(uintptr_t)(own + 1);
}

int main(void)
{
	uintptr_t sum = 0;
	pthread_t threads[2];

	use_one_cpu();
	for (uintptr_t i = 0; i < 2; i++)
		threads[i] = start(take_turns, (void *)i);
	for (int i = 0; i < 2; i++)
		sum += (uintptr_t)join(threads[i]);
	printf("exit values add up to %u\n", (unsigned)sum);
	return 0;
}
