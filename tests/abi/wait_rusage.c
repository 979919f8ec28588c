/* SPDX-License-Identifier: MIT */
/*
 * wait4() fills in the child's resource usage.
 */
#include <abi.h>

int main(void)
{
	struct rusage usage;
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		volatile unsigned long n = 0;
		clock_t start = clock();

		while (clock() - start < CLOCKS_PER_SEC / 50)
			n++;
		_exit(0);
	}
	memset(&usage, 0xff, sizeof(usage));
	YES(wait4(pid, &status, 0, &usage) == pid);
	YES(usage.ru_utime.tv_sec * 1000000 + usage.ru_utime.tv_usec + usage.ru_stime.tv_usec >=
		10000);
	YES(usage.ru_utime.tv_sec < 5 && usage.ru_stime.tv_sec < 5);
	YES(usage.ru_utime.tv_usec >= 0 && usage.ru_utime.tv_usec < 1000000);
	SHOW(getrusage(RUSAGE_CHILDREN, &usage));
	YES(usage.ru_utime.tv_sec * 1000000 + usage.ru_utime.tv_usec + usage.ru_stime.tv_usec >=
		10000);
	return 0;
}
