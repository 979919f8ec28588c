/* SPDX-License-Identifier: MIT */
/*
 * a handler runs with its signal blocked, and the program continues where it was.
 */
#include <abi.h>

static volatile int calls;

static void handler(int signal)
{
	sigset_t set;

	calls++;
	sigprocmask(SIG_BLOCK, NULL, &set);
	out("handler %d: own blocked %d, other blocked %d", signal, sigismember(&set, signal),
		sigismember(&set, SIGUSR2));
}

int main(void)
{
	struct sigaction action = {.sa_handler = handler};
	sigset_t set;

	sigaddset(&action.sa_mask, SIGUSR2);
	sigaction(SIGUSR1, &action, NULL);
	SHOW(raise(SIGUSR1));
	SHOW(kill(getpid(), SIGUSR1));
	out("calls %d", calls);
	sigprocmask(SIG_BLOCK, NULL, &set);
	YES(!sigismember(&set, SIGUSR1) && !sigismember(&set, SIGUSR2));
	return 0;
}
