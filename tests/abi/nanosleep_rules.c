/* SPDX-License-Identifier: MIT */
/*
 * nanosleep() sleeps at least for the given time; errors.
 */
#include <abi.h>

int main(void)
{
	static const long times[] = {0, 1, 1000, 1000000, 20000000};
	struct timespec t;

	for (int i = 0; i < 5; i++) {
		struct timespec a, b;
		long passed;

		t = (struct timespec){0, times[i]};
		clock_gettime(CLOCK_MONOTONIC, &a);
		SHOW(nanosleep(&t, NULL));
		clock_gettime(CLOCK_MONOTONIC, &b);
		passed = (long)(b.tv_sec - a.tv_sec) * 1000000000 + b.tv_nsec - a.tv_nsec;
		YES(passed >= times[i]);
	}
	t = (struct timespec){0, 1000000000};
	SHOW(nanosleep(&t, NULL));
	t = (struct timespec){0, -1};
	SHOW(nanosleep(&t, NULL));
	t = (struct timespec){-1, 0};
	SHOW(nanosleep(&t, NULL));
	RAW(nanosleep, NOWHERE, NULL);
	RAW(nanosleep, NULL, NULL);
	return 0;
}
