/* SPDX-License-Identifier: MIT */
/*
 * F_SETLKW waits for the holder; a cycle of waiters is rejected.
 */
#include <abi.h>

static int fd;

static struct flock lock_of(int type, int start)
{
	return (struct flock){.l_type = (short)type,
		.l_whence = SEEK_SET,
		.l_start = start,
		.l_len = 1};
}

int main(void)
{
	struct flock l = lock_of(F_WRLCK, 0);
	int fds[2], status;
	char c;
	pid_t pid;

	fd = open("file", O_RDWR | O_CREAT, 0600);
	pipe(fds);
	fcntl(fd, F_SETLK, &l);
	pid = fork();
	if (pid == 0) {
		l = lock_of(F_WRLCK, 1);
		SHOW(fcntl(fd, F_SETLK, &l));
		write(fds[1], "x", 1);
		l = lock_of(F_WRLCK, 0);
		_exit(fcntl(fd, F_SETLKW, &l) == 0 ? 3 : 4);
	}
	read(fds[0], &c, 1);
	await_asleep(pid);
	l = lock_of(F_WRLCK, 1);
	SHOW(fcntl(fd, F_SETLKW, &l));
	l = lock_of(F_UNLCK, 0);
	SHOW(fcntl(fd, F_SETLK, &l));
	waitpid(pid, &status, 0);
	show_status("child", status);
	return 0;
}
