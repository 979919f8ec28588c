/* SPDX-License-Identifier: MIT */
/*
 * execve() resets handlers to the default; ignored and blocked signals stay ignored and blocked.
 */
#include <abi.h>

static void handler(int signal)
{
}

static void show_action(int signal)
{
	struct sigaction action;

	sigaction(signal, NULL, &action);
	out("SIG%s: %s, flags %x", sigabbrev_np(signal),
		action.sa_handler == SIG_DFL   ? "default"
		: action.sa_handler == SIG_IGN ? "ignored"
					       : "handler",
		(unsigned)action.sa_flags & ~0x4000000u);
}

int main(int argc, char **argv)
{
	char *args[] = {"exec_signals", "again", NULL}, *env[] = {NULL};
	struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART};
	sigset_t set;

	if (argc > 1) {
		show_action(SIGUSR1);
		show_action(SIGUSR2);
		show_action(SIGHUP);
		sigprocmask(SIG_BLOCK, NULL, &set);
		YES(sigismember(&set, SIGTERM));
		YES(!sigismember(&set, SIGUSR1));
		sigpending(&set);
		YES(sigismember(&set, SIGTERM));
		return 0;
	}
	sigaction(SIGUSR1, &action, NULL);
	signal(SIGUSR2, SIG_IGN);
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	raise(SIGTERM);
	SHOW(execve("/proc/self/exe", args, env));
	return 1;
}
