/* SPDX-License-Identifier: MIT */
/*
 * CPU affinity masks: read, set to one CPU; errors.
 */
#include <abi.h>

int main(void)
{
	cpu_set_t set, one;
	int first = -1;

	CPU_ZERO(&set);
	SHOW(sched_getaffinity(0, sizeof(set), &set));
	YES(CPU_COUNT(&set) >= 1);
	for (int i = 0; i < CPU_SETSIZE && first < 0; i++)
		if (CPU_ISSET(i, &set))
			first = i;
	CPU_ZERO(&one);
	CPU_SET(first, &one);
	SHOW(sched_setaffinity(0, sizeof(one), &one));
	CPU_ZERO(&set);
	SHOW(sched_getaffinity(0, sizeof(set), &set));
	YES(CPU_EQUAL(&set, &one));
	YES(sched_getcpu() == first);
	CPU_ZERO(&one);
	SHOW(sched_setaffinity(0, sizeof(one), &one));
	CPU_SET(1000, &one);
	SHOW(sched_setaffinity(0, sizeof(one), &one));
	SHOW(sched_setaffinity(0x3ffffff, sizeof(set), &set));
	SHOW(syscall(SYS_sched_getaffinity, 0, 3, &set));
	SHOW(syscall(SYS_sched_getaffinity, 0, 128, NOWHERE));
	SHOW(syscall(SYS_sched_setaffinity, 0, 128, NOWHERE));
	return 0;
}
