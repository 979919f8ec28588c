/* SPDX-License-Identifier: MIT */
/*
 * poll() sleeps until another process writes.
 */
#include <abi.h>
#include <poll.h>

int main(void)
{
	struct pollfd p;
	int fds[2];
	pid_t pid;

	pipe(fds);
	pid = fork();
	if (pid == 0) {
		sleep_ms(30);
		write(fds[1], "x", 1);
		sleep_ms(30);
		_exit(0);
	}
	close(fds[1]);
	p = (struct pollfd){fds[0], POLLIN, 0};
	SHOW(poll(&p, 1, 10000));
	out("%x", p.revents);
	char c;
	SHOW(read(fds[0], &c, 1));
	SHOW(poll(&p, 1, 10000));
	out("%x", p.revents);
	waitpid(pid, NULL, 0);
	return 0;
}
