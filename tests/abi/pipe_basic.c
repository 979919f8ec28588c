/* SPDX-License-Identifier: MIT */
/*
 * a pipe: order, counts, end of file, errors.
 */
#include <abi.h>

int main(void)
{
	char text[16] = "";
	int fds[2];

	SHOW(pipe(fds));
	SHOW(write(fds[1], "one", 3));
	SHOW(write(fds[1], "two", 3));
	SHOW(read(fds[0], text, 2));
	SHOW(read(fds[0], text + 2, 14));
	out("%s", text);
	SHOW(read(fds[1], text, 1));
	SHOW(write(fds[0], text, 1));
	SHOW(write(fds[1], "x", 0));
	SHOW(close(fds[1]));
	SHOW(read(fds[0], text, 1));
	SHOW(pipe(NOWHERE));
	SHOW(pipe2(fds, 0x1));
	SHOW(syscall(SYS_pipe2, KERNEL, 0));
	return 0;
}
