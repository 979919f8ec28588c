/* SPDX-License-Identifier: MIT */
/*
 * ITIMER_PROF and ITIMER_VIRTUAL count CPU time.
 */
#include <abi.h>

static volatile int prof, virt;

static void handler(int signal)
{
	if (signal == SIGPROF)
		prof++;
	else
		virt++;
}

int main(void)
{
	struct itimerval t = {{0, 10000}, {0, 10000}}, none = {0};
	long long start = now_ms();

	signal(SIGPROF, handler);
	signal(SIGVTALRM, handler);
	SHOW(setitimer(ITIMER_PROF, &t, NULL));
	SHOW(setitimer(ITIMER_VIRTUAL, &t, NULL));
	while ((prof < 2 || virt < 2) && now_ms() - start < 10000)
		for (volatile int i = 0; i < 10000; i++)
			;
	YES(prof >= 2 && virt >= 2);
	SHOW(setitimer(ITIMER_PROF, &none, NULL));
	SHOW(setitimer(ITIMER_VIRTUAL, &none, NULL));
	return 0;
}
