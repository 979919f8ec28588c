/* SPDX-License-Identifier: MIT */
/*
 * Three dining philosophers, with semaphores for forks, who put no fork back before they have
 * eaten.
 *
 * pattern: dining philosophers
 * depth: 3
 * found: deadlock
 * events: sync
 */
#include "explore.h"
#include <semaphore.h>

#define COUNT 3

static sem_t forks[COUNT], seats;

static void *dine(void *number)
{
	long left = (long)number, right = (left + 1) % COUNT;

	if (FIXED)
		sem_wait(&seats);
	sem_wait(&forks[left]);
	sched_yield();
	sem_wait(&forks[right]);
	sem_post(&forks[right]);
	sem_post(&forks[left]);
	if (FIXED)
		sem_post(&seats);
	return NULL;
}

int main(void)
{
	for (int i = 0; i < COUNT; i++)
		sem_init(&forks[i], 0, 1);
	sem_init(&seats, 0, COUNT - 1);
	run_threads((thread_function *[]){dine, dine, dine}, COUNT);
	return 0;
}
