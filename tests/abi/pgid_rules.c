/* SPDX-License-Identifier: MIT */
/*
 * setpgid() and getpgid(): own group, children's, and what is refused.
 */
#include <abi.h>

int main(void)
{
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		pause();
		_exit(0);
	}
	YES(getpgid(0) == getpgrp());
	YES(getpgid(pid) == getpgrp());
	SHOW(setpgid(pid, pid));
	YES(getpgid(pid) == pid);
	SHOW(setpgid(pid, getpgrp()));
	YES(getpgid(pid) == getpgrp());
	SHOW(setpgid(pid, 0));
	YES(getpgid(pid) == pid);
	SHOW(setpgid(pid, -1));
	SHOW(setpgid(-1, 0));
	SHOW(setpgid(pid, 0x3ffffff));
	SHOW(setpgid(0x3ffffff, 0));
	SHOW(setpgid(1, 0));
	SHOW(getpgid(-1));
	SHOW(getpgid(0x3ffffff));
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	SHOW(getpgid(pid));
	return 0;
}
