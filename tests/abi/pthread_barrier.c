/* SPDX-License-Identifier: MIT */
/*
 * barriers: all threads arrive before any leaves, and exactly one of them becomes the serial
 * thread.
 */
#include <abi.h>

static pthread_barrier_t barrier;
static volatile int arrived, serial, early;

static void *thread(void *unused)
{
	for (int round = 1; round <= 20; round++) {
		__atomic_add_fetch(&arrived, 1, __ATOMIC_SEQ_CST);
		if (pthread_barrier_wait(&barrier) == PTHREAD_BARRIER_SERIAL_THREAD)
			__atomic_add_fetch(&serial, 1, __ATOMIC_SEQ_CST);
		if (arrived < round * 4)
			early++;
		pthread_barrier_wait(&barrier);
	}
	return NULL;
}

int main(void)
{
	pthread_t t[4];

	pthread_barrier_init(&barrier, NULL, 4);
	for (int i = 0; i < 4; i++)
		pthread_create(&t[i], NULL, thread, NULL);
	for (int i = 0; i < 4; i++)
		pthread_join(t[i], NULL);
	out("arrived %d serial %d early %d", arrived, serial, early);
	return 0;
}
