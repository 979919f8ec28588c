/* SPDX-License-Identifier: MIT */
/*
 * real-time signals are queued: each is delivered, lowest number first, in order.
 */
#include <abi.h>

static void handler(int signal, siginfo_t *info, void *context)
{
	out("RT%+d value %d", signal - SIGRTMIN, info->si_value.sival_int);
}

int main(void)
{
	struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
	sigset_t set;

	sigfillset(&action.sa_mask);
	sigemptyset(&set);
	for (int i = 0; i < 3; i++) {
		sigaction(SIGRTMIN + i, &action, NULL);
		sigaddset(&set, SIGRTMIN + i);
	}
	sigprocmask(SIG_BLOCK, &set, NULL);
	for (int i = 0; i < 3; i++)
		for (int s = 2; s >= 0; s--)
			sigqueue(getpid(), SIGRTMIN + s, (union sigval){.sival_int = 10 * s + i});
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	return 0;
}
