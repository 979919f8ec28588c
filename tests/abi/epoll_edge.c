/* SPDX-License-Identifier: MIT */
/*
 * epoll, edge-triggered and one-shot.
 */
#include <abi.h>
#include <sys/epoll.h>

int main(void)
{
	struct epoll_event e = {.events = EPOLLIN | EPOLLET}, got[4];
	int ep = epoll_create1(0), fds[2];

	pipe(fds);
	epoll_ctl(ep, EPOLL_CTL_ADD, fds[0], &e);
	write(fds[1], "x", 1);
	SHOW(epoll_wait(ep, got, 4, 0));
	SHOW(epoll_wait(ep, got, 4, 0));
	write(fds[1], "x", 1);
	SHOW(epoll_wait(ep, got, 4, 0));
	e.events = EPOLLIN | EPOLLONESHOT;
	SHOW(epoll_ctl(ep, EPOLL_CTL_MOD, fds[0], &e));
	SHOW(epoll_wait(ep, got, 4, 0));
	SHOW(epoll_wait(ep, got, 4, 0));
	write(fds[1], "x", 1);
	SHOW(epoll_wait(ep, got, 4, 0));
	SHOW(epoll_ctl(ep, EPOLL_CTL_MOD, fds[0], &e));
	SHOW(epoll_wait(ep, got, 4, 0));
	return 0;
}
