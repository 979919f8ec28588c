/* SPDX-License-Identifier: MIT */
/*
 * Two readers both want to become the writer, and each waits for the other to stop reading. The
 * correct twin admits one and makes the other start again.
 *
 * pattern: read-write lock upgrade
 * depth: 2
 * found: deadlock
 * events: app
 */
#include "explore.h"
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static volatile int readers, upgrading;

/* False if another thread is already upgrading; then this thread has stopped reading. */
static int upgrade(void)
{
	int won = 1;

	pthread_mutex_lock(&lock);
	if (FIXED && upgrading) {
		readers--;
		pthread_cond_broadcast(&changed);
		won = 0;
	} else {
		upgrading = 1;
		while (readers > 1)
			pthread_cond_wait(&changed, &lock);
	}
	pthread_mutex_unlock(&lock);
	return won;
}

static void *read_then_write(void *unused)
{
	do {
		pthread_mutex_lock(&lock);
		while (FIXED && upgrading)
			pthread_cond_wait(&changed, &lock);
		readers++;
		pthread_mutex_unlock(&lock);
	} while (!upgrade());
	pthread_mutex_lock(&lock);
	readers--;
	upgrading = 0;
	pthread_cond_broadcast(&changed);
	pthread_mutex_unlock(&lock);
	return NULL;
}

int main(void)
{
	run_threads((thread_function *[]){read_then_write, read_then_write}, 2);
	return 0;
}
