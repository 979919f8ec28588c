/* SPDX-License-Identifier: MIT */
/*
 * a thousand threads, joined one after another, and detached.
 */
#include <abi.h>

static volatile int count;

static void *thread(void *unused)
{
	__atomic_add_fetch(&count, 1, __ATOMIC_SEQ_CST);
	return NULL;
}

int main(void)
{
	pthread_attr_t attr;
	pthread_t t;
	int failed = 0;

	for (int i = 0; i < 500; i++) {
		failed += pthread_create(&t, NULL, thread, NULL) != 0;
		pthread_join(t, NULL);
	}
	pthread_attr_init(&attr);
	pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
	pthread_attr_setstacksize(&attr, 65536);
	for (int i = 0; i < 500; i++) {
		failed += pthread_create(&t, &attr, thread, NULL) != 0;
		if (i % 50 == 0)
			sleep_ms(1);
	}
	await(&count, 1000);
	out("count %d failed %d", count, failed);
	return 0;
}
