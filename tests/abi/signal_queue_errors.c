/* SPDX-License-Identifier: MIT */
/*
 * errors of kill(), tgkill() and sigqueue().
 */
#include <abi.h>

int main(void)
{
	siginfo_t info = {0};

	SHOW(kill(getpid(), 0));
	SHOW(kill(getpid(), -1));
	SHOW(kill(getpid(), 65));
	SHOW(kill(0x3ffffff, 0));
	SHOW(kill(0x3ffffff, SIGTERM));
	SHOW(kill(-0x3ffffff, 0));
	SHOW(kill(0, 0));
	SHOW(tgkill(getpid(), gettid(), 0));
	SHOW(tgkill(getpid(), 0x3ffffff, 0));
	SHOW(tgkill(1, gettid(), 0));
	SHOW(tgkill(-1, gettid(), 0));
	SHOW(tgkill(getpid(), 0, 0));
	SHOW(syscall(SYS_tkill, gettid(), 0));
	SHOW(syscall(SYS_tkill, -1, 0));
	SHOW(syscall(SYS_tkill, 0x3ffffff, 0));
	SHOW(sigqueue(0x3ffffff, SIGUSR1, (union sigval){0}));
	SHOW(sigqueue(getpid(), 99, (union sigval){0}));
	info.si_code = SI_USER;
	SHOW(syscall(SYS_rt_sigqueueinfo, getppid(), 0, &info));
	SHOW(syscall(SYS_rt_sigqueueinfo, getpid(), SIGUSR1, NOWHERE));
	return 0;
}
