/* SPDX-License-Identifier: MIT */
/*
 * F_GETFL and F_SETFL: flags that can be changed and flags that cannot.
 */
#include <abi.h>

int main(void)
{
	int fd = open("file", O_RDWR | O_CREAT | O_EXCL | O_TRUNC, 0600), other, fds[2];

	out("%x", fcntl(fd, F_GETFL) &
			  (O_ACCMODE | O_APPEND | O_NONBLOCK | O_CREAT | O_EXCL | O_TRUNC));
	SHOW(fcntl(fd, F_SETFL, O_APPEND | O_NONBLOCK | O_WRONLY | O_TRUNC));
	out("%x", fcntl(fd, F_GETFL) &
			  (O_ACCMODE | O_APPEND | O_NONBLOCK | O_CREAT | O_EXCL | O_TRUNC));
	other = dup(fd);
	SHOW(fcntl(other, F_SETFL, 0));
	out("%x", fcntl(fd, F_GETFL) & (O_ACCMODE | O_APPEND | O_NONBLOCK));
	SHOW(fcntl(99, F_GETFL));
	SHOW(fcntl(fd, F_SETFD, FD_CLOEXEC));
	SHOW(fcntl(fd, F_GETFD));
	SHOW(fcntl(other, F_GETFD));
	pipe2(fds, O_NONBLOCK | O_CLOEXEC);
	out("%x %x", fcntl(fds[0], F_GETFL), fcntl(fds[1], F_GETFL));
	SHOW(fcntl(fds[0], F_GETFD));
	return 0;
}
