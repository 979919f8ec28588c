/* SPDX-License-Identifier: MIT */
/*
 * writing to a pipe without readers fails with EPIPE and sends SIGPIPE.
 */
#include <abi.h>

static int fds[2];

static void writes(void)
{
	write(fds[1], "x", 1);
	out("not reached");
}

int main(void)
{
	pipe(fds);
	close(fds[0]);
	in_child("default", writes);
	signal(SIGPIPE, SIG_IGN);
	SHOW(write(fds[1], "x", 1));
	SHOW(write(fds[1], "x", 0));
	return 0;
}
