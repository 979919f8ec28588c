/* SPDX-License-Identifier: MIT */
/*
 * a mutex with priority inheritance: locked, contended, timed.
 */
#include <abi.h>

static pthread_mutex_t lock;
static long count;

static void *thread(void *unused)
{
	for (int i = 0; i < 500; i++) {
		pthread_mutex_lock(&lock);
		count++;
		if (i % 16 == 0)
			sched_yield();
		pthread_mutex_unlock(&lock);
	}
	return NULL;
}

static void *tries(void *unused)
{
	SHOW(pthread_mutex_trylock(&lock));
	return NULL;
}

int main(void)
{
	pthread_mutexattr_t attr;
	pthread_t t[4];

	pthread_mutexattr_init(&attr);
	SHOW(pthread_mutexattr_setprotocol(&attr, PTHREAD_PRIO_INHERIT));
	SHOW(pthread_mutex_init(&lock, &attr));
	for (int i = 0; i < 4; i++)
		pthread_create(&t[i], NULL, thread, NULL);
	for (int i = 0; i < 4; i++)
		pthread_join(t[i], NULL);
	out("count %ld", count);
	pthread_mutex_lock(&lock);
	pthread_create(t, NULL, tries, NULL);
	pthread_join(t[0], NULL);
	SHOW(pthread_mutex_unlock(&lock));
	return 0;
}
