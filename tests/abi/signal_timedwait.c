/* SPDX-License-Identifier: MIT */
/*
 * sigtimedwait() and sigwaitinfo() take a pending signal, or time out.
 */
#include <abi.h>

int main(void)
{
	struct timespec none = {0, 0}, some = {0, 30000000}, bad = {0, -1};
	siginfo_t info;
	sigset_t set;
	long long start;
	int status;
	pid_t pid;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigaddset(&set, SIGRTMIN);
	sigprocmask(SIG_BLOCK, &set, NULL);
	SHOW(sigtimedwait(&set, &info, &none));
	start = now_ms();
	SHOW(sigtimedwait(&set, &info, &some));
	YES(now_ms() - start >= 30);
	sigqueue(getpid(), SIGRTMIN, (union sigval){.sival_int = 77});
	raise(SIGUSR1);
	SHOW(sigwaitinfo(&set, &info));
	out("code %d", info.si_code);
	SHOW(sigtimedwait(&set, &info, &none) == SIGRTMIN);
	out("value %d", info.si_value.sival_int);
	pid = fork();
	if (pid == 0) {
		sleep_ms(30);
		kill(getppid(), SIGUSR1);
		_exit(0);
	}
	SHOW(sigwaitinfo(&set, &info));
	YES(info.si_pid == pid);
	waitpid(pid, &status, 0);
	SHOW(sigtimedwait(&set, &info, &bad));
	SHOW(syscall(SYS_rt_sigtimedwait, NOWHERE, NULL, &none, 8));
	SHOW(syscall(SYS_rt_sigtimedwait, &set, NULL, NULL, 5));
	return 0;
}
