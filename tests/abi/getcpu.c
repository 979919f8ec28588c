/* SPDX-License-Identifier: MIT */
/*
 * getcpu() returns a CPU that exists, and ignores null pointers.
 */
#include <abi.h>

int main(void)
{
	unsigned cpu = 99, node = 99;

	RAW(getcpu, NULL, NULL, NULL);
	SHOW(syscall(SYS_getcpu, &cpu, &node, NULL));
	YES(cpu < 64);
	YES(node == 0);
	SHOW(syscall(SYS_getcpu, NOWHERE, NULL, NULL));
	SHOW(syscall(SYS_getcpu, NULL, KERNEL, NULL));
	YES(sched_getcpu() >= 0);
	return 0;
}
