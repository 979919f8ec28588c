/* SPDX-License-Identifier: MIT */
/*
 * A barrier that is used again. Threads test outside the lock whether they are the last, so two may
 * be. Then the turnstile admits a thread in the next round before all have arrived.
 *
 * pattern: barrier reuse
 * depth: 3
 * found: exit:1 deadlock
 * events: app
 */
#include "explore.h"
#include <semaphore.h>

#define COUNT  2
#define ROUNDS 2

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static sem_t doors[2];
static volatile int inside, round_of[COUNT];

/* All enter through one door and then leave through the other. */
static void pass(int door, int step, int last)
{
	int mine;

	pthread_mutex_lock(&lock);
	inside += step;
	mine = inside == last;
	pthread_mutex_unlock(&lock);
	if (!FIXED)
		mine = inside == last;
	for (int i = 0; mine && i < COUNT; i++)
		sem_post(&doors[door]);
	sem_wait(&doors[door]);
}

static void *work(void *number)
{
	long own = (long)number;

	for (int i = 1; i <= ROUNDS; i++) {
		round_of[own] = i;
		pass(0, 1, COUNT);
		check(round_of[!own] == i);
		pass(1, -1, 0);
	}
	return NULL;
}

int main(void)
{
	sem_init(&doors[0], 0, 0);
	sem_init(&doors[1], 0, 0);
	run_threads((thread_function *[]){work, work}, COUNT);
	return 0;
}
