/* SPDX-License-Identifier: MIT */
/*
 * reading blocked signals from a file.
 */
#include <abi.h>
#include <sys/signalfd.h>

int main(void)
{
	struct signalfd_siginfo info;
	sigset_t set;
	int fd;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, NULL);
	fd = signalfd(-1, &set, SFD_NONBLOCK);
	YES(fd > 2);
	SHOW(read(fd, &info, sizeof(info)));
	sigqueue(getpid(), SIGUSR1, (union sigval){.sival_int = 42});
	SHOW(read(fd, &info, sizeof(info)));
	out("signal %d value %d code %d", (int)info.ssi_signo, info.ssi_int, info.ssi_code);
	YES(info.ssi_pid == (unsigned)getpid());
	SHOW(read(fd, &info, 10));
	sigaddset(&set, SIGUSR2);
	SHOW(signalfd(fd, &set, 0) == fd);
	SHOW(signalfd(0, &set, 0));
	SHOW(signalfd(-1, &set, 0x100));
	return 0;
}
