/* SPDX-License-Identifier: MIT */
/*
 * sigsuspend() and pause() return EINTR after a handler.
 */
#include <abi.h>

static void handler(int signal)
{
	out("handler");
}

int main(void)
{
	sigset_t set, none;
	int status;
	pid_t pid;

	signal(SIGUSR1, handler);
	sigemptyset(&none);
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, NULL);
	raise(SIGUSR1);
	SHOW(sigsuspend(&none));
	sigprocmask(SIG_BLOCK, NULL, &set);
	YES(sigismember(&set, SIGUSR1));
	pid = fork();
	if (pid == 0) {
		sleep_ms(30);
		kill(getppid(), SIGUSR1);
		_exit(0);
	}
	SHOW(sigsuspend(&none));
	waitpid(pid, &status, 0);
	SHOW(syscall(SYS_rt_sigsuspend, NOWHERE, 8));
	SHOW(syscall(SYS_rt_sigsuspend, &none, 3));
	return 0;
}
