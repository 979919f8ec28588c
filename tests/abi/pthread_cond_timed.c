/* SPDX-License-Identifier: MIT */
/*
 * timed waits on both clocks; broadcast wakes all.
 */
#include <abi.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t cond = PTHREAD_COND_INITIALIZER;
static volatile int waiting, go, woken;

static void *waits(void *unused)
{
	pthread_mutex_lock(&lock);
	waiting++;
	while (!go)
		pthread_cond_wait(&cond, &lock);
	woken++;
	pthread_mutex_unlock(&lock);
	return NULL;
}

int main(void)
{
	struct timespec time;
	pthread_t t[6];

	pthread_mutex_lock(&lock);
	clock_gettime(CLOCK_REALTIME, &time);
	time.tv_sec += time.tv_nsec >= 970000000;
	time.tv_nsec = (time.tv_nsec + 30000000) % 1000000000;
	SHOW(pthread_cond_timedwait(&cond, &lock, &time));
	clock_gettime(CLOCK_MONOTONIC, &time);
	time.tv_sec += time.tv_nsec >= 970000000;
	time.tv_nsec = (time.tv_nsec + 30000000) % 1000000000;
	SHOW(pthread_cond_clockwait(&cond, &lock, CLOCK_MONOTONIC, &time));
	pthread_mutex_unlock(&lock);
	for (int i = 0; i < 6; i++)
		pthread_create(&t[i], NULL, waits, NULL);
	await(&waiting, 6);
	pthread_mutex_lock(&lock);
	go = 1;
	pthread_cond_broadcast(&cond);
	pthread_mutex_unlock(&lock);
	for (int i = 0; i < 6; i++)
		pthread_join(t[i], NULL);
	out("woken %d", woken);
	return 0;
}
