/* SPDX-License-Identifier: MIT */
/*
 * timer_create() and its calls: signals with values, overruns, errors.
 */
#include <abi.h>

static volatile int calls, value;

static void handler(int signal, siginfo_t *info, void *context)
{
	value = info->si_value.sival_int;
	if (info->si_code != SI_TIMER)
		out("code %d", info->si_code);
	calls++;
}

int main(void)
{
	struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
	struct sigevent event = {.sigev_notify = SIGEV_SIGNAL,
		.sigev_signo = SIGRTMIN,
		.sigev_value.sival_int = 99};
	struct itimerspec t = {.it_value = {0, 10000000}}, now;
	timer_t timer, other;

	sigaction(SIGRTMIN, &action, NULL);
	SHOW(timer_create(CLOCK_MONOTONIC, &event, &timer));
	SHOW(timer_settime(timer, 0, &t, NULL));
	await(&calls, 1);
	out("value %d", value);
	SHOW(timer_gettime(timer, &now));
	out("%ld %ld", (long)now.it_value.tv_sec, now.it_value.tv_nsec);
	t.it_interval.tv_nsec = 2000000;
	SHOW(timer_settime(timer, 0, &t, NULL));
	while (calls < 5)
		sleep_ms(2);
	YES(timer_getoverrun(timer) >= 0);
	SHOW(timer_delete(timer));
	SHOW(syscall(SYS_timer_delete, 12345));
	SHOW(timer_create(99, NULL, &timer));
	event.sigev_signo = 99;
	SHOW(timer_create(CLOCK_MONOTONIC, &event, &timer));
	event.sigev_notify = 77;
	SHOW(timer_create(CLOCK_MONOTONIC, &event, &timer));
	event.sigev_notify = SIGEV_NONE;
	SHOW(timer_create(CLOCK_REALTIME, &event, &other));
	t.it_value.tv_nsec = 1000000000;
	SHOW(timer_settime(other, 0, &t, NULL));
	return 0;
}
