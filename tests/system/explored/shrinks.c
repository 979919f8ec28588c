/* SPDX-License-Identifier: MIT */
/*
 * Two failures of the same kind at different places, each of which needs one switch. A taker that
 * comes between two givings fails in take_early(); one that comes after the first and before the
 * second step of a publication fails in take_half(). Schedules with other switches inside the
 * critical sections have locks that are contended, so that later events have other numbers.
 */
#include <pthread.h>
#include <stdlib.h>

#define TURNS 8

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int stored, begun, first, second;

static void *giver(void *unused)
{
	for (int i = 0; i < TURNS; i++) {
		pthread_mutex_lock(&lock);
		stored++;
		begun = 1;
		pthread_mutex_unlock(&lock);
	}
	pthread_mutex_lock(&lock);
	first = 1;
	pthread_mutex_unlock(&lock);
	pthread_mutex_lock(&lock);
	second = 1;
	pthread_mutex_unlock(&lock);
	return unused;
}

static void __attribute__((noinline)) take_early(void)
{
	if (begun && stored-- <= 0)
		abort();
}

static void __attribute__((noinline)) take_half(void)
{
	if (first && !second)
		abort();
}

static void *taker(void *unused)
{
	for (int i = 0; i < TURNS; i++) {
		pthread_mutex_lock(&lock);
		take_early();
		take_half();
		pthread_mutex_unlock(&lock);
	}
	return unused;
}

int main(void)
{
	pthread_t threads[2];

	pthread_create(&threads[0], NULL, giver, NULL);
	pthread_create(&threads[1], NULL, taker, NULL);
	pthread_join(threads[0], NULL);
	pthread_join(threads[1], NULL);
	return 0;
}
