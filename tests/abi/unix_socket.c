/* SPDX-License-Identifier: MIT */
/*
 * a named stream socket: bind, listen, connect, accept.
 */
#include <abi.h>
#include <sys/socket.h>
#include <sys/un.h>

int main(void)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX, .sun_path = "socket"}, peer;
	socklen_t length = sizeof(peer);
	int s = socket(AF_UNIX, SOCK_STREAM, 0), c, status;
	char text[16] = "";
	pid_t pid;

	YES(s > 2);
	SHOW(connect(s, (struct sockaddr *)&a, sizeof(a)));
	SHOW(bind(s, (struct sockaddr *)&a, sizeof(a)));
	SHOW(bind(s, (struct sockaddr *)&a, sizeof(a)));
	SHOW(listen(s, 5));
	pid = fork();
	if (pid == 0) {
		int me = socket(AF_UNIX, SOCK_STREAM, 0);

		if (connect(me, (struct sockaddr *)&a, sizeof(a)))
			_exit(1);
		write(me, "ping", 4);
		read(me, text, 4);
		_exit(strcmp(text, "pong") ? 2 : 0);
	}
	c = accept(s, (struct sockaddr *)&peer, &length);
	YES(c > 2);
	SHOW(read(c, text, 16));
	out("%s", text);
	SHOW(write(c, "pong", 4));
	waitpid(pid, &status, 0);
	show_status("client", status);
	SHOW(read(c, text, 16));
	SHOW(accept(c, NULL, NULL));
	SHOW(accept(0, NULL, NULL));
	length = sizeof(peer);
	SHOW(getsockname(s, (struct sockaddr *)&peer, &length));
	out("%s", peer.sun_path);
	unlink("socket");
	int again = socket(AF_UNIX, SOCK_STREAM, 0);
	SHOW(connect(again, (struct sockaddr *)&a, sizeof(a)));
	SHOW(socket(99, SOCK_STREAM, 0));
	SHOW(socket(AF_UNIX, 77, 0));
	return 0;
}
