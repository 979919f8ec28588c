/* SPDX-License-Identifier: MIT */
/* unshare() and CLOSE_RANGE_UNSHARE: descriptors and directories are no longer shared. */
#include "abi.h"

#ifndef CLOSE_RANGE_UNSHARE
#define CLOSE_RANGE_UNSHARE 2
#endif

static char stack[2][65536] __attribute__((aligned(16)));

static int own_range(void *fd)
{
	SHOW(syscall(SYS_close_range, (int)(long)fd, (int)(long)fd, CLOSE_RANGE_UNSHARE));
	SHOW(fcntl((int)(long)fd, F_GETFD));
	return 0;
}

static int own_files(void *fd)
{
	SHOW(unshare(CLONE_FILES | CLONE_FS));
	close((int)(long)fd);
	SHOW(chdir("/"));
	umask(0);
	return 0;
}

static void run(int (*body)(void *), int fd)
{
	pid_t pid = clone(body, stack[0] + sizeof(stack[0]), CLONE_FILES | CLONE_FS | SIGCHLD,
		(void *)(long)fd);
	int status;

	waitpid(pid, &status, 0);
	show_status("child", status);
}

int main(void)
{
	int fd = open("/dev/null", O_RDONLY);
	char before[256], after[256];

	getcwd(before, sizeof(before));
	umask(027);
	run(own_range, fd);
	SHOW(fcntl(fd, F_GETFD));
	run(own_files, fd);
	SHOW(fcntl(fd, F_GETFD));
	getcwd(after, sizeof(after));
	YES(strcmp(before, after) == 0);
	out("umask %o", umask(0));
	SHOW(unshare(0));
	SHOW(unshare(CLONE_FILES));
	SHOW(unshare(CLONE_PARENT));
	return 0;
}
