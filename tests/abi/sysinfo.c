/* SPDX-License-Identifier: MIT */
/*
 * sysinfo() returns consistent values for the machine's memory.
 */
#include <abi.h>
#include <sys/sysinfo.h>

int main(void)
{
	struct sysinfo info;

	memset(&info, 0xff, sizeof(info));
	SHOW(sysinfo(&info));
	YES(info.uptime >= 0);
	YES(info.totalram > 0 && info.freeram <= info.totalram);
	YES(info.procs >= 1);
	YES(info.mem_unit >= 1);
	SHOW(sysinfo(NOWHERE));
	SHOW(sysinfo(KERNEL));
	return 0;
}
