/* SPDX-License-Identifier: MIT */
/*
 * nice(), getpriority(), setpriority().
 */
#include <abi.h>

static void child(void)
{
	SHOW(getpriority(PRIO_PROCESS, 0));
	SHOW(nice(3));
	SHOW(getpriority(PRIO_PROCESS, 0));
	SHOW(nice(100));
	SHOW(getpriority(PRIO_PROCESS, getpid()));
}

int main(void)
{
	SHOW(getpriority(PRIO_PROCESS, 0));
	SHOW(setpriority(PRIO_PROCESS, 0, 4));
	SHOW(getpriority(PRIO_PROCESS, 0));
	in_child("inherited", child);
	SHOW(getpriority(PRIO_PROCESS, 0));
	SHOW(getpriority(99, 0));
	SHOW(setpriority(99, 0, 0));
	SHOW(getpriority(PRIO_PROCESS, 0x3ffffff));
	SHOW(setpriority(PRIO_PROCESS, 0x3ffffff, 5));
	SHOW(setpriority(PRIO_PROCESS, 0, 50));
	SHOW(getpriority(PRIO_PROCESS, 0));
	return 0;
}
