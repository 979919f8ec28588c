/* SPDX-License-Identifier: MIT */
/*
 * recursive, error-checking and timed mutexes.
 */
#include <abi.h>

static pthread_mutex_t lock;

static void *tries(void *unused)
{
	SHOW(pthread_mutex_trylock(&lock));
	SHOW(pthread_mutex_unlock(&lock));
	return NULL;
}

int main(void)
{
	pthread_mutexattr_t attr;
	struct timespec time;
	pthread_t t;

	pthread_mutexattr_init(&attr);
	pthread_mutexattr_settype(&attr, PTHREAD_MUTEX_ERRORCHECK);
	pthread_mutex_init(&lock, &attr);
	SHOW(pthread_mutex_lock(&lock));
	SHOW(pthread_mutex_lock(&lock));
	pthread_create(&t, NULL, tries, NULL);
	pthread_join(t, NULL);
	SHOW(pthread_mutex_unlock(&lock));
	SHOW(pthread_mutex_unlock(&lock));
	pthread_mutexattr_settype(&attr, PTHREAD_MUTEX_RECURSIVE);
	pthread_mutex_init(&lock, &attr);
	SHOW(pthread_mutex_lock(&lock));
	SHOW(pthread_mutex_lock(&lock));
	SHOW(pthread_mutex_unlock(&lock));
	SHOW(pthread_mutex_unlock(&lock));
	pthread_mutexattr_settype(&attr, PTHREAD_MUTEX_NORMAL);
	pthread_mutex_init(&lock, &attr);
	pthread_mutex_lock(&lock);
	clock_gettime(CLOCK_REALTIME, &time);
	time.tv_sec += time.tv_nsec >= 970000000;
	time.tv_nsec = (time.tv_nsec + 30000000) % 1000000000;
	SHOW(pthread_mutex_timedlock(&lock, &time));
	return 0;
}
