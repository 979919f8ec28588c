/* SPDX-License-Identifier: MIT */
/* epoll instances inside one another: the maximum depth, no cycles, events that pass through all
 * levels. */
#include "abi.h"
#include <poll.h>
#include <sys/epoll.h>

#define MANY 8

static int add(int outer, int inner, unsigned events)
{
	struct epoll_event event = {.events = events, .data.fd = inner};

	return epoll_ctl(outer, EPOLL_CTL_ADD, inner, &event);
}

/* A chain of that many instances, built from the innermost or from the outermost. */
static void chain(bool inner_first)
{
	int fds[MANY];

	for (int i = 0; i < MANY; i++)
		fds[i] = epoll_create1(0);
	for (int n = 0; n < MANY - 1; n++) {
		int i = inner_first ? n : MANY - 2 - n;

		out("%d in %d", i, i + 1);
		SHOW(add(fds[i + 1], fds[i], EPOLLIN));
	}
	for (int i = 0; i < MANY; i++)
		close(fds[i]);
}

static void *write_later(void *fd)
{
	sleep_ms(50);
	write(*(int *)fd, "x", 1);
	return NULL;
}

int main(void)
{
	struct epoll_event event;
	int a = epoll_create1(0), b = epoll_create1(0), c = epoll_create1(0), ends[2];
	struct pollfd p = {.fd = c, .events = POLLIN};
	pthread_t thread;
	char text[4];

	chain(true);
	chain(false);
	pipe(ends);
	SHOW(add(a, a, EPOLLIN));
	SHOW(add(b, a, EPOLLIN));
	SHOW(add(c, b, EPOLLIN));
	SHOW(add(a, b, EPOLLIN));
	SHOW(add(a, c, EPOLLIN));
	SHOW(add(a, ends[0], EPOLLIN));
	SHOW(poll(&p, 1, 0));
	SHOW(epoll_wait(c, &event, 1, 0));
	pthread_create(&thread, NULL, write_later, &ends[1]);
	SHOW(epoll_wait(c, &event, 1, 5000));
	YES(event.data.fd == b && event.events == EPOLLIN);
	pthread_join(thread, NULL);
	SHOW(poll(&p, 1, 0));
	SHOW(epoll_wait(b, &event, 1, 0));
	SHOW(epoll_wait(a, &event, 1, 0));
	YES(event.data.fd == ends[0]);
	read(ends[0], text, 1);
	SHOW(poll(&p, 1, 0));
	SHOW(epoll_wait(c, &event, 1, 0));
	SHOW(close(a));
	SHOW(epoll_wait(c, &event, 1, 0));
	return 0;
}
