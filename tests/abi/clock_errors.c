/* SPDX-License-Identifier: MIT */
/*
 * errors of the clock calls.
 */
#include <abi.h>

int main(void)
{
	struct timespec t;

	RAW(clock_gettime, 99, NULL);
	RAW(clock_gettime, 99, &t);
	RAW(clock_gettime, -1, &t);
	RAW(clock_gettime, CLOCK_MONOTONIC, NOWHERE);
	RAW(clock_gettime, CLOCK_MONOTONIC, KERNEL);
	RAW(clock_getres, 99, &t);
	RAW(clock_getres, CLOCK_MONOTONIC, NULL);
	RAW(clock_getres, CLOCK_MONOTONIC, NOWHERE);
	SHOW(clock_getres(CLOCK_MONOTONIC, &t));
	out("%ld %ld", (long)t.tv_sec, t.tv_nsec);
	SHOW(clock_getres(CLOCK_REALTIME, &t));
	out("%ld %ld", (long)t.tv_sec, t.tv_nsec);
	SHOW(clock_settime(CLOCK_MONOTONIC, &t));
	SHOW(clock_settime(99, &t));
	return 0;
}
