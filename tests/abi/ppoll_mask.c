/* SPDX-License-Identifier: MIT */
/*
 * a signal that ppoll()'s mask unblocks ends the wait.
 */
#include <abi.h>
#include <poll.h>

static void handler(int signal)
{
	out("handler %d", signal);
}

int main(void)
{
	struct sigaction action = {.sa_handler = handler};
	struct timespec time = {5, 0};
	sigset_t set, none;

	sigaction(SIGUSR1, &action, NULL);
	sigemptyset(&none);
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, NULL);
	raise(SIGUSR1);
	out("blocked");
	SHOW(ppoll(NULL, 0, &time, &none));
	sigprocmask(SIG_BLOCK, NULL, &set);
	YES(sigismember(&set, SIGUSR1));
	return 0;
}
