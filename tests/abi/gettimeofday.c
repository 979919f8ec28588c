/* SPDX-License-Identifier: MIT */
/*
 * gettimeofday() and time() agree with CLOCK_REALTIME.
 */
#include <abi.h>

int main(void)
{
	struct timespec t;
	struct timeval v;
	struct timezone zone;

	clock_gettime(CLOCK_REALTIME, &t);
	SHOW(gettimeofday(&v, &zone));
	YES(v.tv_sec - t.tv_sec >= 0 && v.tv_sec - t.tv_sec <= 2);
	YES(v.tv_usec >= 0 && v.tv_usec < 1000000);
	YES(time(NULL) - v.tv_sec <= 2 && time(NULL) >= v.tv_sec);
	RAW(gettimeofday, NULL, NULL);
	RAW(gettimeofday, NOWHERE, NULL);
	return 0;
}
