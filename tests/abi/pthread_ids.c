/* SPDX-License-Identifier: MIT */
/*
 * threads share the pid; each has its own tid and stack.
 */
#include <abi.h>

static pid_t pid;
static volatile pid_t tids[8];

static void *thread(void *argument)
{
	int here, i = (int)(intptr_t)argument;

	tids[i] = gettid();
	YES(getpid() == pid);
	return (void *)((uintptr_t)&here / 65536);
}

int main(void)
{
	pthread_t t[8];

	pid = getpid();
	for (intptr_t i = 0; i < 8; i++) {
		pthread_create(&t[i], NULL, thread, (void *)i);
		pthread_join(t[i], NULL);
	}
	for (int i = 0; i < 8; i++)
		if (tids[i] == pid || tids[i] <= 0)
			out("tid of %d is wrong", i);
	return 0;
}
