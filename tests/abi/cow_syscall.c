/* SPDX-License-Identifier: MIT */
/*
 * a system call that writes into memory shared since fork() copies the page too.
 */
#include <abi.h>

static char data[2 * PAGE] = "before";

static void child(void)
{
	int fds[2];

	pipe(fds);
	write(fds[1], "after", 5);
	SHOW(read(fds[0], data, 5));
	out("child %s", data);
}

int main(void)
{
	in_child("child", child);
	out("parent %s", data);
	return 0;
}
