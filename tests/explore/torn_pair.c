/* SPDX-License-Identifier: MIT */
/*
 * A torn pair: two words that belong together are written one after the other, and read in between.
 *
 * pattern: torn pair of words
 * depth: 2
 * found: signal:6
 * events: app
 */
#include "explore.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static volatile int low, high;

static void *writer(void *unused)
{
	for (int i = 1; i <= 3; i++) {
		if (FIXED)
			pthread_mutex_lock(&lock);
		low = i;
		high = i;
		if (FIXED)
			pthread_mutex_unlock(&lock);
	}
	return NULL;
}

static void *reader(void *unused)
{
	int one, other;

	if (FIXED)
		pthread_mutex_lock(&lock);
	one = low;
	other = high;
	if (FIXED)
		pthread_mutex_unlock(&lock);
	if (one != other)
		abort();
	return NULL;
}

int main(void)
{
	run_threads((thread_function *[]){writer, reader}, 2);
	puts("done");
	return 0;
}
