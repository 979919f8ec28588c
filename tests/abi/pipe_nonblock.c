/* SPDX-License-Identifier: MIT */
/*
 * O_NONBLOCK: EAGAIN when empty and when full; atomic and partial writes.
 */
#include <abi.h>

int main(void)
{
	static char block[65536 + 10];
	int fds[2];
	long sum = 0, n;

	SHOW(pipe2(fds, O_NONBLOCK));
	SHOW(read(fds[0], block, 1));
	while ((n = write(fds[1], block, 4096)) > 0)
		sum += n;
	out("full after %ld: %s", sum, strerrorname_np(errno));
	SHOW(write(fds[1], block, 1));
	SHOW(read(fds[0], block, 4095));
	SHOW(write(fds[1], block, 4096));
	SHOW(read(fds[0], block, 4097));
	SHOW(write(fds[1], block, 4096));
	SHOW(write(fds[1], block, 65536) > 0);
	while (read(fds[0], block, 65536) > 0)
		;
	SHOW(write(fds[1], block, 65536 + 10));
	SHOW(read(fds[0], block, 65536 + 10));
	return 0;
}
