/* SPDX-License-Identifier: MIT */
/*
 * the clocks advance, agree with each other, and never run backwards.
 */
#include <abi.h>

static long long ns(clockid_t clock)
{
	struct timespec t = {-1, -1};

	if (clock_gettime(clock, &t) || t.tv_nsec < 0 || t.tv_nsec > 999999999)
		out("clock %d: wrong", clock);
	return t.tv_sec * 1000000000ll + t.tv_nsec;
}

int main(void)
{
	static const clockid_t clocks[] = {CLOCK_REALTIME, CLOCK_MONOTONIC,
		CLOCK_PROCESS_CPUTIME_ID, CLOCK_THREAD_CPUTIME_ID, CLOCK_MONOTONIC_RAW,
		CLOCK_REALTIME_COARSE, CLOCK_MONOTONIC_COARSE, CLOCK_BOOTTIME};

	for (unsigned i = 0; i < sizeof(clocks) / sizeof(clocks[0]); i++) {
		long long last = ns(clocks[i]);
		int backwards = 0;

		for (int n = 0; n < 1000; n++) {
			long long now = ns(clocks[i]);

			backwards += now < last;
			last = now;
		}
		out("clock %d: %d times backwards", clocks[i], backwards);
	}
	long long a = ns(CLOCK_MONOTONIC);
	sleep_ms(20);
	YES(ns(CLOCK_MONOTONIC) - a >= 20000000);
	YES(ns(CLOCK_REALTIME) > 1500000000ll * 1000000000);
	YES(ns(CLOCK_BOOTTIME) >= ns(CLOCK_MONOTONIC) - 1000000000);
	return 0;
}
