/* SPDX-License-Identifier: MIT */
/*
 * datagrams keep their boundaries; a read with a short buffer truncates them.
 */
#include <abi.h>
#include <sys/socket.h>

int main(void)
{
	int s[2];
	char text[16] = "";

	SHOW(socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0, s));
	SHOW(write(s[0], "one", 3));
	SHOW(write(s[0], "second", 6));
	SHOW(write(s[0], "", 0));
	SHOW(read(s[1], text, 16));
	SHOW(read(s[1], text, 3));
	SHOW(read(s[1], text, 16));
	SHOW(read(s[1], text, 16));
	return 0;
}
