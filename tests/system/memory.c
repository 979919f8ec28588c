/* SPDX-License-Identifier: MIT */
/*
 * What tests/system/test_memory.py runs: `memory report` tells how much there is.
 */
#include <stdio.h>
#include <string.h>
#include <sys/sysinfo.h>

static int report(void)
{
	struct sysinfo info;

	if (sysinfo(&info))
		return 1;
	printf("%lu KiB, %lu KiB free\n", info.totalram * info.mem_unit / 1024,
		info.freeram * info.mem_unit / 1024);
	return 3;
}

int main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "report") == 0)
		return report();
	return 99;
}
