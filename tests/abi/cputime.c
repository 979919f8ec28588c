/* SPDX-License-Identifier: MIT */
/*
 * CPU-time clocks count work, not sleep.
 */
#include <abi.h>

static long long ns(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return t.tv_sec * 1000000000ll + t.tv_nsec;
}

int main(void)
{
	long long before = ns(CLOCK_PROCESS_CPUTIME_ID), thread = ns(CLOCK_THREAD_CPUTIME_ID);
	clockid_t own;
	clock_t c;

	sleep_ms(100);
	YES(ns(CLOCK_PROCESS_CPUTIME_ID) - before < 50000000);
	while (ns(CLOCK_PROCESS_CPUTIME_ID) - before < 30000000)
		;
	YES(ns(CLOCK_THREAD_CPUTIME_ID) - thread >= 20000000);
	SHOW(clock_getcpuclockid(0, &own));
	YES(ns(own) >= before);
	c = clock();
	YES(c > 0);
	YES(pthread_getcpuclockid(pthread_self(), &own) == 0 && ns(own) > 0);
	return 0;
}
