/* SPDX-License-Identifier: MIT */
/*
 * select(): input and output sets, timeouts, errors.
 */
#include <abi.h>
#include <sys/select.h>

int main(void)
{
	struct timeval time = {0, 30000}, bad = {0, -1};
	fd_set r, w;
	int fds[2];
	long long start;

	pipe(fds);
	FD_ZERO(&r);
	FD_ZERO(&w);
	FD_SET(fds[0], &r);
	FD_SET(fds[1], &w);
	SHOW(select(fds[1] + 1, &r, &w, NULL, NULL));
	out("%d %d", !!FD_ISSET(fds[0], &r), !!FD_ISSET(fds[1], &w));
	FD_SET(fds[0], &r);
	start = now_ms();
	SHOW(select(fds[0] + 1, &r, NULL, NULL, &time));
	YES(now_ms() - start >= 30);
	out("%d, left %ld", !!FD_ISSET(fds[0], &r), (long)time.tv_usec);
	write(fds[1], "x", 1);
	FD_SET(fds[0], &r);
	SHOW(select(fds[0] + 1, &r, NULL, NULL, NULL));
	SHOW(select(0, NULL, NULL, NULL, &(struct timeval){0, 0}));
	SHOW(select(-1, NULL, NULL, NULL, NULL));
	FD_ZERO(&r);
	FD_SET(20, &r);
	SHOW(select(21, &r, NULL, NULL, NULL));
	SHOW(select(0, NULL, NULL, NULL, &bad));
	SHOW(select(10, NOWHERE, NULL, NULL, NULL));
	return 0;
}
