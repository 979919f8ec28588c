/* SPDX-License-Identifier: MIT */
/*
 * exit_group() ends all threads of a process, whatever they are doing.
 */
#include <abi.h>

static volatile int running;

static void *spin(void *unused)
{
	__atomic_add_fetch(&running, 1, __ATOMIC_SEQ_CST);
	for (;;)
		if (running < 0)
			break;
	return NULL;
}

static void *block(void *unused)
{
	__atomic_add_fetch(&running, 1, __ATOMIC_SEQ_CST);
	for (;;)
		pause();
	return NULL;
}

static void child(void)
{
	pthread_t t;

	pthread_create(&t, NULL, spin, NULL);
	pthread_create(&t, NULL, block, NULL);
	await(&running, 2);
	_exit(33);
}

int main(void)
{
	in_child("child", child);
	return 0;
}
