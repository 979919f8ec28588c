/* SPDX-License-Identifier: MIT */
/*
 * blocked signals are pending, standard ones once, and are delivered when unblocked.
 */
#include <abi.h>

static void handler(int signal)
{
	out("handler %s", sigabbrev_np(signal));
}

int main(void)
{
	sigset_t set, pending;

	signal(SIGUSR1, handler);
	signal(SIGUSR2, handler);
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigaddset(&set, SIGUSR2);
	sigprocmask(SIG_BLOCK, &set, NULL);
	raise(SIGUSR1);
	kill(getpid(), SIGUSR1);
	raise(SIGUSR2);
	sigpending(&pending);
	YES(sigismember(&pending, SIGUSR1) && sigismember(&pending, SIGUSR2));
	YES(!sigismember(&pending, SIGINT));
	sigdelset(&set, SIGUSR2);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	out("one unblocked");
	sigpending(&pending);
	YES(!sigismember(&pending, SIGUSR1) && sigismember(&pending, SIGUSR2));
	signal(SIGUSR2, SIG_IGN);
	sigpending(&pending);
	YES(!sigismember(&pending, SIGUSR2));
	SHOW(syscall(SYS_rt_sigpending, NOWHERE, 8));
	SHOW(syscall(SYS_rt_sigpending, &pending, 100));
	return 0;
}
