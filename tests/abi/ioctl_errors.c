/* SPDX-License-Identifier: MIT */
/*
 * ioctl() on closed descriptors, and requests that the file does not support.
 */
#include <abi.h>
#include <sys/ioctl.h>

int main(void)
{
	int fd = open("file", O_RDWR | O_CREAT, 0600), fds[2], n = -1;
	struct winsize size;

	SHOW(ioctl(99, TIOCGWINSZ, &size));
	SHOW(ioctl(fd, TIOCGWINSZ, &size));
	SHOW(ioctl(fd, 0xabcd, NULL));
	SHOW(isatty(fd));
	SHOW(isatty(99));
	pipe(fds);
	SHOW(ioctl(fds[0], TIOCGWINSZ, &size));
	write(fds[1], "12345", 5);
	SHOW(ioctl(fds[0], FIONREAD, &n));
	out("%d bytes", n);
	SHOW(ioctl(fds[0], FIONREAD, NOWHERE));
	n = 1;
	SHOW(ioctl(fds[0], FIONBIO, &n));
	out("%x", fcntl(fds[0], F_GETFL));
	SHOW(ioctl(fds[0], FIOCLEX));
	SHOW(fcntl(fds[0], F_GETFD));
	SHOW(ioctl(fds[0], FIONCLEX));
	SHOW(fcntl(fds[0], F_GETFD));
	return 0;
}
