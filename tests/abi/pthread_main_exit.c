/* SPDX-License-Identifier: MIT */
/*
 * the process continues when its first thread calls pthread_exit().
 */
#include <abi.h>

static void *thread(void *unused)
{
	sleep_ms(30);
	out("second thread ends the process");
	exit(6);
}

static void child(void)
{
	pthread_t t;

	pthread_create(&t, NULL, thread, NULL);
	pthread_exit(NULL);
}

int main(void)
{
	in_child("child", child);
	return 0;
}
