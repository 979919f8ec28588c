/* SPDX-License-Identifier: MIT */
/*
 * ten thousand signals between two processes arrive one by one.
 */
#include <abi.h>

int main(void)
{
	sigset_t set;
	int status, got, count = 0;
	pid_t pid, parent = getpid();

	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, NULL);
	pid = fork();
	if (pid == 0) {
		for (int i = 0; i < 2000; i++) {
			sigwait(&set, &got);
			kill(parent, SIGUSR1);
		}
		_exit(0);
	}
	for (int i = 0; i < 2000; i++) {
		kill(pid, SIGUSR1);
		count += sigwait(&set, &got) == 0 && got == SIGUSR1;
	}
	waitpid(pid, &status, 0);
	show_status("child", status);
	out("%d", count);
	return 0;
}
