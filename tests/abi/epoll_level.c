/* SPDX-License-Identifier: MIT */
/*
 * epoll, level-triggered: adding, changing, removing and waiting.
 */
#include <abi.h>
#include <sys/epoll.h>

int main(void)
{
	struct epoll_event e = {.events = EPOLLIN, .data.u64 = 0x123456789abcdefull}, got[4];
	int ep = epoll_create1(EPOLL_CLOEXEC), fds[2];

	YES(ep > 2);
	pipe(fds);
	SHOW(epoll_ctl(ep, EPOLL_CTL_ADD, fds[0], &e));
	SHOW(epoll_ctl(ep, EPOLL_CTL_ADD, fds[0], &e));
	SHOW(epoll_wait(ep, got, 4, 0));
	write(fds[1], "xy", 2);
	SHOW(epoll_wait(ep, got, 4, -1));
	YES(got[0].data.u64 == 0x123456789abcdefull);
	out("%x", got[0].events);
	SHOW(epoll_wait(ep, got, 4, -1));
	e.data.u64 = 5;
	SHOW(epoll_ctl(ep, EPOLL_CTL_MOD, fds[0], &e));
	SHOW(epoll_wait(ep, got, 4, -1));
	out("%d", (int)got[0].data.u64);
	e = (struct epoll_event){.events = EPOLLOUT, .data.u64 = 6};
	SHOW(epoll_ctl(ep, EPOLL_CTL_ADD, fds[1], &e));
	SHOW(epoll_wait(ep, got, 4, -1));
	SHOW(epoll_wait(ep, got, 1, -1));
	SHOW(epoll_ctl(ep, EPOLL_CTL_DEL, fds[1], NULL));
	SHOW(epoll_ctl(ep, EPOLL_CTL_DEL, fds[1], NULL));
	SHOW(epoll_ctl(ep, EPOLL_CTL_MOD, fds[1], &e));
	close(fds[1]);
	SHOW(epoll_wait(ep, got, 4, -1));
	out("%x", got[0].events);
	close(fds[0]);
	SHOW(epoll_wait(ep, got, 4, 0));
	return 0;
}
