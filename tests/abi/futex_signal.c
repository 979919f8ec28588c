/* SPDX-License-Identifier: MIT */
/*
 * a signal ends FUTEX_WAIT with EINTR, or restarts it with SA_RESTART.
 */
#include <abi.h>
#include <linux/futex.h>

static int word;

static void handler(int signal)
{
	out("handler");
}

static void *wakes(void *unused)
{
	sleep_ms(100);
	while (syscall(SYS_futex, &word, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0) == 0)
		sleep_ms(1);
	return NULL;
}

int main(void)
{
	struct sigaction action = {.sa_handler = handler};
	struct itimerval timer = {.it_value = {0, 30000}};
	pthread_t t;
	sigset_t set;

	sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &timer, NULL);
	SHOW(syscall(SYS_futex, &word, FUTEX_WAIT_PRIVATE, 0, NULL, NULL, 0));
	action.sa_flags = SA_RESTART;
	sigaction(SIGALRM, &action, NULL);
	sigemptyset(&set);
	sigaddset(&set, SIGALRM);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	pthread_create(&t, NULL, wakes, NULL);
	pthread_sigmask(SIG_UNBLOCK, &set, NULL);
	setitimer(ITIMER_REAL, &timer, NULL);
	SHOW(syscall(SYS_futex, &word, FUTEX_WAIT_PRIVATE, 0, NULL, NULL, 0));
	pthread_join(t, NULL);
	return 0;
}
