/* SPDX-License-Identifier: MIT */
/*
 * the lowest free descriptor is used; close() and dup() of a descriptor that is not open.
 */
#include <abi.h>

int main(void)
{
	int a = dup(0), b = dup(0), c;

	YES(b == a + 1);
	SHOW(close(a));
	SHOW(close(a));
	c = open("/dev/null", O_RDONLY);
	YES(c == a);
	SHOW(close(-1));
	SHOW(close(0x7fffffff));
	SHOW(dup(-1));
	SHOW(dup(99));
	SHOW(dup2(0, 50));
	SHOW(dup2(50, 50));
	SHOW(dup2(99, 50));
	SHOW(dup2(99, 99));
	SHOW(dup2(0, -1));
	SHOW(dup2(0, 0x7fffffff));
	SHOW(dup3(0, 51, O_CLOEXEC));
	SHOW(fcntl(51, F_GETFD));
	SHOW(fcntl(50, F_GETFD));
	SHOW(dup3(51, 51, 0));
	SHOW(dup3(0, 52, O_NONBLOCK));
	SHOW(dup3(99, 52, 0));
	SHOW(fcntl(0, F_DUPFD, 60));
	SHOW(fcntl(0, F_DUPFD_CLOEXEC, 60));
	SHOW(fcntl(61, F_GETFD));
	SHOW(fcntl(0, F_DUPFD, -1));
	SHOW(fcntl(99, F_DUPFD, 0));
	SHOW(fcntl(0, 9999));
	return 0;
}
