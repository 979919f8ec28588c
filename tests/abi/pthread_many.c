/* SPDX-License-Identifier: MIT */
/*
 * two hundred threads at once.
 */
#include <abi.h>

static volatile int started;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t cond = PTHREAD_COND_INITIALIZER;
static int go, sum;

static void *thread(void *argument)
{
	pthread_mutex_lock(&lock);
	__atomic_add_fetch(&started, 1, __ATOMIC_SEQ_CST);
	while (!go)
		pthread_cond_wait(&cond, &lock);
	sum += (int)(intptr_t)argument;
	pthread_mutex_unlock(&lock);
	return NULL;
}

int main(void)
{
	static pthread_t t[200];
	pthread_attr_t attr;
	int failed = 0;

	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, 65536);
	for (intptr_t i = 0; i < 200; i++)
		failed += pthread_create(&t[i], &attr, thread, (void *)i) != 0;
	out("failed %d", failed);
	await(&started, 200);
	pthread_mutex_lock(&lock);
	go = 1;
	pthread_cond_broadcast(&cond);
	pthread_mutex_unlock(&lock);
	for (int i = 0; i < 200; i++)
		pthread_join(t[i], NULL);
	out("sum %d", sum);
	return 0;
}
