/* SPDX-License-Identifier: MIT */
/*
 * errors of the epoll calls.
 */
#include <abi.h>
#include <sys/epoll.h>

int main(void)
{
	struct epoll_event e = {.events = EPOLLIN}, got[2];
	int ep = epoll_create1(0), file = open("file", O_RDWR | O_CREAT, 0600), fds[2];

	pipe(fds);
	SHOW(epoll_create(0));
	SHOW(epoll_create1(0x10));
	SHOW(epoll_ctl(ep, EPOLL_CTL_ADD, file, &e));
	SHOW(epoll_ctl(ep, EPOLL_CTL_ADD, ep, &e));
	SHOW(epoll_ctl(ep, EPOLL_CTL_ADD, 99, &e));
	SHOW(epoll_ctl(99, EPOLL_CTL_ADD, fds[0], &e));
	SHOW(epoll_ctl(file, EPOLL_CTL_ADD, fds[0], &e));
	SHOW(epoll_ctl(ep, 77, fds[0], &e));
	SHOW(epoll_ctl(ep, EPOLL_CTL_ADD, fds[0], NOWHERE));
	SHOW(epoll_ctl(ep, EPOLL_CTL_MOD, fds[0], &e));
	SHOW(epoll_wait(ep, got, 0, 0));
	SHOW(epoll_wait(ep, got, -1, 0));
	SHOW(epoll_wait(99, got, 1, 0));
	SHOW(epoll_wait(file, got, 1, 0));
	SHOW(epoll_ctl(ep, EPOLL_CTL_ADD, fds[0], &e));
	write(fds[1], "x", 1);
	SHOW(epoll_wait(ep, NOWHERE, 1, 0));
	SHOW(epoll_wait(ep, got, 1, 0));
	return 0;
}
