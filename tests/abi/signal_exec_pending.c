/* SPDX-License-Identifier: MIT */
/*
 * a signal for a process that is stopped or in vfork() stays pending.
 */
#include <abi.h>

int main(void)
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		raise(SIGSTOP);
		_exit(9);
	}
	waitpid(pid, &status, WUNTRACED);
	show_status("child", status);
	kill(pid, SIGTERM);
	SHOW(waitpid(pid, &status, WNOHANG));
	kill(pid, SIGCONT);
	waitpid(pid, &status, 0);
	show_status("child", status);
	return 0;
}
