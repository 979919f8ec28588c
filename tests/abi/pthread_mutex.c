/* SPDX-License-Identifier: MIT */
/*
 * a contended mutex admits one thread at a time.
 */
#include <abi.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static long count;
static int inside, most;

static void *thread(void *unused)
{
	for (int i = 0; i < 3000; i++) {
		pthread_mutex_lock(&lock);
		if (++inside > most)
			most = inside;
		count++;
		if (i % 64 == 0)
			sched_yield();
		inside--;
		pthread_mutex_unlock(&lock);
	}
	return NULL;
}

int main(void)
{
	pthread_t t[4];

	for (int i = 0; i < 4; i++)
		pthread_create(&t[i], NULL, thread, NULL);
	for (int i = 0; i < 4; i++)
		pthread_join(t[i], NULL);
	out("count %ld, at most %d inside", count, most);
	return 0;
}
