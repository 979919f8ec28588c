/* SPDX-License-Identifier: MIT */
/*
 * record locks: between processes, split, tested, released by close().
 */
#include <abi.h>

static struct flock lock_of(int type, int start, int length)
{
	return (struct flock){.l_type = (short)type,
		.l_whence = SEEK_SET,
		.l_start = start,
		.l_len = length};
}

static void child(void)
{
	int fd = open("file", O_RDWR);
	struct flock l = lock_of(F_WRLCK, 5, 1);

	SHOW(fcntl(fd, F_SETLK, &l));
	SHOW(fcntl(fd, F_GETLK, &l));
	out("type %d start %d length %d own %d", l.l_type, (int)l.l_start, (int)l.l_len,
		l.l_pid == getppid());
	l = lock_of(F_RDLCK, 20, 5);
	SHOW(fcntl(fd, F_SETLK, &l));
	l = lock_of(F_WRLCK, 20, 5);
	SHOW(fcntl(fd, F_SETLK, &l));
	l = lock_of(F_WRLCK, 100, 0);
	SHOW(fcntl(fd, F_SETLK, &l));
	l = lock_of(F_WRLCK, 3, 1);
	SHOW(fcntl(fd, F_GETLK, &l));
	out("type %d", l.l_type);
}

int main(void)
{
	int fd = open("file", O_RDWR | O_CREAT, 0600), other;
	struct flock l = lock_of(F_WRLCK, 0, 10);

	SHOW(fcntl(fd, F_SETLK, &l));
	l = lock_of(F_UNLCK, 2, 3);
	SHOW(fcntl(fd, F_SETLK, &l));
	l = lock_of(F_RDLCK, 20, 10);
	SHOW(fcntl(fd, F_SETLK, &l));
	in_child("child", child);
	l = lock_of(77, 0, 1);
	SHOW(fcntl(fd, F_SETLK, &l));
	SHOW(fcntl(fd, F_SETLK, NOWHERE));
	SHOW(fcntl(99, F_SETLK, &l));
	l = lock_of(F_WRLCK, -5, 1);
	SHOW(fcntl(fd, F_SETLK, &l));
	other = open("file", O_RDONLY);
	l = lock_of(F_WRLCK, 0, 1);
	SHOW(fcntl(other, F_SETLK, &l));
	close(other);
	in_child("after close", child);
	return 0;
}
