/* SPDX-License-Identifier: MIT */
/*
 * F_GETPIPE_SZ and F_SETPIPE_SZ.
 */
#include <abi.h>

int main(void)
{
	int fds[2];

	pipe(fds);
	SHOW(fcntl(fds[0], F_GETPIPE_SZ));
	SHOW(fcntl(fds[1], F_SETPIPE_SZ, 4096));
	SHOW(fcntl(fds[0], F_GETPIPE_SZ));
	SHOW(fcntl(0, F_GETPIPE_SZ));
	return 0;
}
