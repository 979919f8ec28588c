/* SPDX-License-Identifier: MIT */
/*
 * exit() of a single thread ends the thread; the last one's code counts.
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
