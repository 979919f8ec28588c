/* SPDX-License-Identifier: MIT */
/*
 * A group whose members have all ended, but have not been waited for, can be joined and can become
 * the foreground group. A shell does that when the first commands of a pipeline end quickly.
 */
#include "abi.h"
#include <termios.h>

static void session(void)
{
	int master = posix_openpt(O_RDWR | O_NOCTTY), slave, status;
	siginfo_t info;
	pid_t first, second;

	setsid();
	grantpt(master);
	unlockpt(master);
	slave = open(ptsname(master), O_RDWR);
	signal(SIGTTOU, SIG_IGN);
	YES(tcgetpgrp(slave) == getpid());
	first = fork();
	if (first == 0)
		_exit(0);
	SHOW(setpgid(first, first));
	SHOW(waitid(P_PID, (id_t)first, &info, WEXITED | WNOWAIT));
	SHOW(tcsetpgrp(slave, first));
	YES(tcgetpgrp(slave) == first);
	second = fork();
	if (second == 0) {
		SHOW(setpgid(0, first));
		YES(getpgrp() == first);
		SHOW(tcsetpgrp(slave, first));
		_exit(3);
	}
	waitpid(second, &status, 0);
	show_status("second", status);
	SHOW(tcsetpgrp(slave, getpid()));
	waitpid(first, &status, 0);
	SHOW(tcsetpgrp(slave, first));
}

int main(void)
{
	in_child("session", session);
	return 0;
}
