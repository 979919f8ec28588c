/* SPDX-License-Identifier: MIT */
/*
 * Two threads lock two mutexes in opposite orders, with no system call in between: only if calls of
 * lock functions are events can another thread run there, and the two deadlock.
 */
#include <pthread.h>
#include <stddef.h>

static pthread_mutex_t mutex[2] = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER};

static void *run(void *argument)
{
	pthread_mutex_t *first = argument, *second = first == mutex ? mutex + 1 : mutex;

	pthread_mutex_lock(first);
	pthread_mutex_lock(second);
	pthread_mutex_unlock(second);
	pthread_mutex_unlock(first);
	return NULL;
}

int main(void)
{
	pthread_t thread[2];

	for (int i = 0; i < 2; i++)
		pthread_create(&thread[i], NULL, run, &mutex[i]);
	for (int i = 0; i < 2; i++)
		pthread_join(thread[i], NULL);
	return 0;
}
