/* SPDX-License-Identifier: MIT */
/*
 * fork() inherits handlers and mask, but not pending signals.
 */
#include <abi.h>

static void handler(int signal)
{
	out("handler");
}

static void child(void)
{
	sigset_t set;

	sigpending(&set);
	YES(!sigismember(&set, SIGUSR1));
	sigprocmask(SIG_BLOCK, NULL, &set);
	YES(sigismember(&set, SIGUSR1));
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	raise(SIGUSR1);
}

int main(void)
{
	sigset_t set;

	signal(SIGUSR1, handler);
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, NULL);
	raise(SIGUSR1);
	in_child("child", child);
	sigpending(&set);
	YES(sigismember(&set, SIGUSR1));
	return 0;
}
