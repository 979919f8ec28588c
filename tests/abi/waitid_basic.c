/* SPDX-License-Identifier: MIT */
/*
 * waitid() with P_PID, P_ALL, WNOWAIT; the contents of siginfo.
 */
#include <abi.h>

static void show_info(const siginfo_t *info, pid_t pid)
{
	out("signo %d code %d status %d own pid %d", info->si_signo, info->si_code, info->si_status,
		info->si_pid == pid);
}

int main(void)
{
	siginfo_t info = {0};
	pid_t pid = fork();

	if (pid == 0)
		_exit(3);
	SHOW(waitid(P_PID, pid, &info, WEXITED | WNOWAIT));
	show_info(&info, pid);
	memset(&info, 0, sizeof(info));
	SHOW(waitid(P_ALL, 0, &info, WEXITED));
	show_info(&info, pid);
	SHOW(waitid(P_PID, pid, &info, WEXITED));
	pid = fork();
	if (pid == 0) {
		kill(getpid(), SIGKILL);
		_exit(0);
	}
	SHOW(waitid(P_PID, pid, &info, WEXITED));
	show_info(&info, pid);
	pid = fork();
	if (pid == 0) {
		pause();
		_exit(0);
	}
	info.si_pid = info.si_signo = 5;
	SHOW(waitid(P_PID, pid, &info, WEXITED | WNOHANG));
	out("nothing yet: pid %d signo %d", info.si_pid, info.si_signo);
	kill(pid, SIGTERM);
	SHOW(waitid(P_PID, pid, NULL, WEXITED));
	return 0;
}
