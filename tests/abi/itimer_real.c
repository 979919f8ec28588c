/* SPDX-License-Identifier: MIT */
/*
 * setitimer(): one-shot, periodic, queried, stopped.
 */
#include <abi.h>

static volatile int ticks;

static void handler(int signal)
{
	ticks++;
}

int main(void)
{
	struct itimerval t = {.it_value = {0, 20000}}, old;

	signal(SIGALRM, handler);
	SHOW(setitimer(ITIMER_REAL, &t, NULL));
	await(&ticks, 1);
	SHOW(getitimer(ITIMER_REAL, &old));
	out("%ld %ld", (long)old.it_value.tv_sec, (long)old.it_value.tv_usec);
	t = (struct itimerval){{0, 5000}, {0, 5000}};
	SHOW(setitimer(ITIMER_REAL, &t, NULL));
	while (ticks < 6)
		sleep_ms(5);
	SHOW(getitimer(ITIMER_REAL, &old));
	out("%ld", (long)old.it_interval.tv_usec);
	t = (struct itimerval){{0, 0}, {0, 0}};
	SHOW(setitimer(ITIMER_REAL, &t, &old));
	YES(old.it_value.tv_usec <= 5000);
	ticks = 0;
	sleep_ms(30);
	out("%d", ticks);
	t.it_value.tv_usec = 1000000;
	SHOW(setitimer(ITIMER_REAL, &t, NULL));
	RAW(setitimer, 99, NULL, NULL);
	RAW(getitimer, 99, &old);
	RAW(getitimer, ITIMER_REAL, NOWHERE);
	RAW(setitimer, ITIMER_REAL, NOWHERE, NULL);
	return 0;
}
