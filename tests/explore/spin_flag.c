/* SPDX-License-Identifier: MIT */
/*
 * A spin lock protects two numbers, but the thread that reads them only tries to lock, and reads
 * them in any case.
 *
 * pattern: unprotected access
 * depth: 2
 * found: exit:1
 * events: app
 */
#include "explore.h"
static pthread_spinlock_t lock;
static volatile int left = 5, right;

static void *move(void *unused)
{
	for (int i = 0; i < 2; i++) {
		pthread_spin_lock(&lock);
		left--;
		right++;
		pthread_spin_unlock(&lock);
	}
	return NULL;
}

int main(void)
{
	pthread_t thread;
	int sum;

	pthread_spin_init(&lock, PTHREAD_PROCESS_PRIVATE);
	pthread_create(&thread, NULL, move, NULL);
#if FIXED
	pthread_spin_lock(&lock);
	sum = left + right;
	pthread_spin_unlock(&lock);
#else
	if (pthread_spin_trylock(&lock)) {
		sum = left + right;
	} else {
		sum = left + right;
		pthread_spin_unlock(&lock);
	}
#endif
	pthread_join(thread, NULL);
	return sum != 5;
}
