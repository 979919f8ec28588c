/* SPDX-License-Identifier: MIT */
/*
 * condition variables: producers and consumers lose nothing.
 */
#include <abi.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t not_empty = PTHREAD_COND_INITIALIZER, not_full = PTHREAD_COND_INITIALIZER;
static int queue[4], used;
static long sum;

static void *produce(void *unused)
{
	for (int i = 1; i <= 500; i++) {
		pthread_mutex_lock(&lock);
		while (used == 4)
			pthread_cond_wait(&not_full, &lock);
		queue[used++] = i;
		pthread_cond_signal(&not_empty);
		pthread_mutex_unlock(&lock);
	}
	return NULL;
}

static void *consume(void *unused)
{
	for (int i = 0; i < 500; i++) {
		pthread_mutex_lock(&lock);
		while (used == 0)
			pthread_cond_wait(&not_empty, &lock);
		sum += queue[--used];
		pthread_cond_signal(&not_full);
		pthread_mutex_unlock(&lock);
	}
	return NULL;
}

int main(void)
{
	pthread_t t[6];

	for (int i = 0; i < 6; i++)
		pthread_create(&t[i], NULL, i % 2 ? produce : consume, NULL);
	for (int i = 0; i < 6; i++)
		pthread_join(t[i], NULL);
	out("sum %ld, %d left", sum, used);
	return 0;
}
