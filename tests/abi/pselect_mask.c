/* SPDX-License-Identifier: MIT */
/*
 * pselect() replaces the signal mask while it waits, and does not change the timeout.
 */
#include <abi.h>
#include <sys/select.h>

static void handler(int signal)
{
	out("handler");
}

int main(void)
{
	struct timespec time = {5, 0};
	sigset_t set, none;

	signal(SIGUSR2, handler);
	sigemptyset(&none);
	sigemptyset(&set);
	sigaddset(&set, SIGUSR2);
	sigprocmask(SIG_BLOCK, &set, NULL);
	raise(SIGUSR2);
	SHOW(pselect(0, NULL, NULL, NULL, &time, &none));
	out("%ld", (long)time.tv_sec);
	time = (struct timespec){0, 1000000};
	SHOW(pselect(0, NULL, NULL, NULL, &time, NULL));
	out("%ld", time.tv_nsec);
	return 0;
}
