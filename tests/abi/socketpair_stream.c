/* SPDX-License-Identifier: MIT */
/*
 * a pair of connected stream sockets.
 */
#include <abi.h>
#include <sys/socket.h>

int main(void)
{
	int s[2];
	char text[16] = "";

	SHOW(socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	SHOW(write(s[0], "hello", 5));
	SHOW(send(s[0], " you", 4, 0));
	SHOW(recv(s[1], text, 16, MSG_PEEK));
	SHOW(read(s[1], text, 16));
	out("%s", text);
	SHOW(write(s[1], "back", 4));
	SHOW(recv(s[0], text, 2, 0));
	SHOW(recv(s[0], text, 16, MSG_DONTWAIT));
	SHOW(recv(s[0], text, 16, MSG_DONTWAIT));
	SHOW(shutdown(s[0], SHUT_WR));
	SHOW(read(s[1], text, 1));
	SHOW(send(s[0], "x", 1, MSG_NOSIGNAL));
	SHOW(write(s[1], "y", 1));
	SHOW(read(s[0], text, 1));
	close(s[1]);
	SHOW(read(s[0], text, 1));
	SHOW(socketpair(AF_INET, SOCK_STREAM, 0, s));
	SHOW(socketpair(AF_UNIX, 99, 0, s));
	SHOW(socketpair(AF_UNIX, SOCK_STREAM, 0, NOWHERE));
	SHOW(lseek(s[0], 0, SEEK_SET));
	return 0;
}
