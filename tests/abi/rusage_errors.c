/* SPDX-License-Identifier: MIT */
/*
 * errors of getrusage() and times().
 */
#include <abi.h>
#include <sys/times.h>

int main(void)
{
	struct rusage usage;
	struct tms t;

	SHOW(getrusage(RUSAGE_SELF, &usage));
	SHOW(getrusage(RUSAGE_THREAD, &usage));
	SHOW(getrusage(99, &usage));
	RAW(getrusage, RUSAGE_SELF, NOWHERE);
	YES(usage.ru_maxrss >= 0);
	YES(times(&t) != -1);
	YES(times(NULL) != -1);
	RAW(times, KERNEL);
	YES(sysconf(_SC_CLK_TCK) == 100);
	return 0;
}
