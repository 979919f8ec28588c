/* SPDX-License-Identifier: MIT */
/*
 * close_range() closes a range, or marks it to be closed by execve().
 */
#include <abi.h>

int main(void)
{
	for (int fd = 20; fd < 30; fd++)
		dup2(0, fd);
	SHOW(syscall(SYS_close_range, 22, 25, 0));
	SHOW(fcntl(21, F_GETFD));
	SHOW(fcntl(22, F_GETFD));
	SHOW(fcntl(25, F_GETFD));
	SHOW(fcntl(26, F_GETFD));
	SHOW(syscall(SYS_close_range, 26, ~0u, 4));
	SHOW(fcntl(28, F_GETFD));
	SHOW(syscall(SYS_close_range, 30, 20, 0));
	SHOW(syscall(SYS_close_range, 20, 30, 99));
	SHOW(syscall(SYS_close_range, 20, ~0u, 0));
	SHOW(fcntl(29, F_GETFD));
	return 0;
}
