/* SPDX-License-Identifier: MIT */
/*
 * poll() on pipes: readable, writable, hung up, not open.
 */
#include <abi.h>
#include <poll.h>

static struct pollfd p[3];

static void try(const char *what, int count, int timeout)
{
	int n = poll(p, (nfds_t)count, timeout);

	out("%s: %d: %x %x %x", what, n, p[0].revents, p[1].revents, p[2].revents);
}

int main(void)
{
	int fds[2];
	char c;

	pipe(fds);
	p[0] = (struct pollfd){fds[0], POLLIN, 0};
	p[1] = (struct pollfd){fds[1], POLLOUT, 0};
	p[2] = (struct pollfd){-1, POLLIN, 0x77};
	try("empty", 3, 0);
	write(fds[1], "x", 1);
	try("one byte", 3, -1);
	read(fds[0], &c, 1);
	p[2].fd = 99;
	try("not open", 3, -1);
	p[2].fd = open("file", O_RDWR | O_CREAT, 0600);
	p[2].events = POLLIN | POLLOUT | POLLPRI;
	try("a file", 3, -1);
	p[2].fd = -1;
	close(fds[0]);
	p[0].fd = -1;
	try("no reader", 3, -1);
	pipe(fds);
	p[0].fd = fds[0];
	p[1].fd = -1;
	write(fds[1], "x", 1);
	close(fds[1]);
	try("data and no writer", 3, -1);
	read(fds[0], &c, 1);
	try("no writer", 3, -1);
	return 0;
}
