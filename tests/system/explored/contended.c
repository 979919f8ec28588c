/* SPDX-License-Identifier: MIT */
/*
 * An increment that may be lost, behind a lock that may be contended.
 */
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static volatile int count;

static void *work(void *unused)
{
	pthread_mutex_lock(&lock);
	pthread_mutex_unlock(&lock);
	count = count + 1;
	return NULL;
}

int main(void)
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, work, NULL))
		return 2;
	work(NULL);
	pthread_join(thread, NULL);
	return count != 2;
}
