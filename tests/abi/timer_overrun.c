/* SPDX-License-Identifier: MIT */
/*
 * Expirations while the signal is blocked are counted as overruns. A timer continues after its
 * signal was taken, or was ignored for a while. Two timers with the same signal send it twice.
 */
#include <abi.h>

static volatile int caught;

static void on_signal(int signal)
{
	(void)signal;
	caught++;
}

/* Until the timer has expired once more; a second is more than enough. */
static int comes(void)
{
	int before = caught;

	for (int i = 0; i < 1000 && caught == before; i++)
		sleep_ms(1);
	return caught > before;
}

static void goes_on(void)
{
	struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR2};
	struct itimerspec t = {{0, 1000000}, {0, 1000000}}, now;
	timer_t timer;
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR2);
	signal(SIGUSR2, on_signal);
	SHOW(timer_create(CLOCK_MONOTONIC, &event, &timer));
	SHOW(timer_settime(timer, 0, &t, NULL));
	YES(comes());
	YES(comes());
	signal(SIGUSR2, SIG_IGN);
	sleep_ms(20);
	signal(SIGUSR2, on_signal);
	YES(comes());
	YES(comes());
	sigprocmask(SIG_BLOCK, &set, NULL);
	sleep_ms(20);
	SHOW(timer_gettime(timer, &now));
	YES(now.it_value.tv_sec == 0 && now.it_value.tv_nsec > 0 &&
		now.it_value.tv_nsec <= 1000000);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	YES(comes());
	SHOW(timer_delete(timer));
}

static void twice(void)
{
	struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGALRM};
	struct itimerspec t = {{0, 0}, {0, 1000000}};
	timer_t timers[2];
	siginfo_t info;
	sigset_t set;
	struct timespec none = {0, 0};

	sigemptyset(&set);
	sigaddset(&set, SIGALRM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	for (int i = 0; i < 2; i++) {
		event.sigev_value.sival_int = i;
		SHOW(timer_create(CLOCK_MONOTONIC, &event, &timers[i]));
		SHOW(timer_settime(timers[i], 0, &t, NULL));
	}
	sleep_ms(20);
	for (int i = 0; i < 3; i++)
		SHOW(sigtimedwait(&set, &info, &none));
}

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
	twice();
	goes_on();
	return 0;
}
