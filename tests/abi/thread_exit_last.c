/* SPDX-License-Identifier: MIT */
/*
 * exit() of one thread ends that thread; the process's status is that of the last one.
 */
#include <abi.h>

static void *second(void *unused)
{
	sleep_ms(20);
	out("second thread still here");
	syscall(SYS_exit, 5);
	return NULL;
}

static void child(void)
{
	pthread_t t;

	pthread_create(&t, NULL, second, NULL);
	syscall(SYS_exit, 3);
}

int main(void)
{
	in_child("child", child);
	return 0;
}
