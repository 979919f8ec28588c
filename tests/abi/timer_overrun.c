/* SPDX-License-Identifier: MIT */
/*
 * expirations while the signal is blocked are counted as overruns.
 */
#include <abi.h>

int main(void)
{
	struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1};
	struct itimerspec t = {{0, 2000000}, {0, 2000000}};
	siginfo_t info;
	sigset_t set;
	timer_t timer;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, NULL);
	SHOW(timer_create(CLOCK_MONOTONIC, &event, &timer));
	SHOW(timer_settime(timer, 0, &t, NULL));
	sleep_ms(50);
	SHOW(sigwaitinfo(&set, &info));
	YES(info.si_overrun >= 15);
	YES(timer_getoverrun(timer) >= 15);
	SHOW(timer_delete(timer));
	return 0;
}
