/* SPDX-License-Identifier: MIT */
/*
 * clock_nanosleep(): relative, absolute and past times; errors.
 */
#include <abi.h>

int main(void)
{
	struct timespec t, now;

	clock_gettime(CLOCK_MONOTONIC, &t);
	t.tv_nsec += 30000000;
	if (t.tv_nsec >= 1000000000) {
		t.tv_nsec -= 1000000000;
		t.tv_sec++;
	}
	SHOW(clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL));
	clock_gettime(CLOCK_MONOTONIC, &now);
	YES(now.tv_sec > t.tv_sec || (now.tv_sec == t.tv_sec && now.tv_nsec >= t.tv_nsec));
	SHOW(clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL));
	t = (struct timespec){1, 0};
	SHOW(clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &t, NULL));
	t = (struct timespec){0, 1000000};
	SHOW(clock_nanosleep(CLOCK_REALTIME, 0, &t, NULL));
	SHOW(clock_nanosleep(CLOCK_BOOTTIME, 0, &t, NULL));
	SHOW(clock_nanosleep(CLOCK_THREAD_CPUTIME_ID, 0, &t, NULL));
	SHOW(clock_nanosleep(99, 0, &t, NULL));
	t.tv_nsec = -1;
	SHOW(clock_nanosleep(CLOCK_MONOTONIC, 0, &t, NULL));
	return 0;
}
