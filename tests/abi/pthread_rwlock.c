/* SPDX-License-Identifier: MIT */
/*
 * read-write locks: many readers or one writer.
 */
#include <abi.h>

static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
static int a, b;
static volatile int torn;

static void *reads(void *unused)
{
	for (int i = 0; i < 1000; i++) {
		pthread_rwlock_rdlock(&lock);
		torn += a != b;
		pthread_rwlock_unlock(&lock);
	}
	return NULL;
}

static void *writes(void *unused)
{
	for (int i = 0; i < 1000; i++) {
		pthread_rwlock_wrlock(&lock);
		a++;
		if (i % 50 == 0)
			sched_yield();
		b++;
		pthread_rwlock_unlock(&lock);
	}
	return NULL;
}

int main(void)
{
	pthread_t t[5];

	for (int i = 0; i < 5; i++)
		pthread_create(&t[i], NULL, i < 2 ? writes : reads, NULL);
	for (int i = 0; i < 5; i++)
		pthread_join(t[i], NULL);
	out("%d %d torn %d", a, b, torn);
	pthread_rwlock_rdlock(&lock);
	SHOW(pthread_rwlock_tryrdlock(&lock));
	SHOW(pthread_rwlock_trywrlock(&lock));
	return 0;
}
