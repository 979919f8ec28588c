/* SPDX-License-Identifier: MIT */
/*
 * poll() returns after its timeout, immediately if that is 0, and on errors.
 */
#include <abi.h>
#include <poll.h>

int main(void)
{
	struct timespec bad = {0, 1000000000}, negative = {-1, 0};
	struct pollfd p;
	int fds[2];
	long long start;

	pipe(fds);
	p = (struct pollfd){fds[0], POLLIN, 0};
	start = now_ms();
	SHOW(poll(&p, 1, 50));
	YES(now_ms() - start >= 50);
	start = now_ms();
	SHOW(poll(&p, 1, 0));
	SHOW(poll(NULL, 0, 20));
	YES(now_ms() - start >= 20);
	SHOW(poll(NOWHERE, 1, 0));
	SHOW(syscall(SYS_ppoll, &p, 1, &bad, NULL, 8));
	SHOW(syscall(SYS_ppoll, &p, 1, &negative, NULL, 8));
	SHOW(syscall(SYS_ppoll, &p, 1, NOWHERE, NULL, 8));
	SHOW(syscall(SYS_ppoll, &p, 1, &(struct timespec){0, 0}, &p, 3));
	SHOW(syscall(SYS_ppoll, &p, 0x7fffffff, &(struct timespec){0, 0}, NULL, 8));
	return 0;
}
