/* SPDX-License-Identifier: MIT */
/*
 * alarm() sends SIGALRM after whole seconds and returns the time that was left.
 */
#include <abi.h>

static void waits(void)
{
	alarm(1);
	for (;;)
		pause();
}

int main(void)
{
	SHOW(alarm(100));
	SHOW(alarm(50) > 98);
	SHOW(alarm(0) > 48);
	SHOW(alarm(0));
	in_child("alarm", waits);
	return 0;
}
