/* SPDX-License-Identifier: MIT */
/*
 * errors of waitid().
 */
#include <abi.h>

int main(void)
{
	siginfo_t info;

	SHOW(waitid(P_ALL, 0, &info, 0));
	SHOW(waitid(P_ALL, 0, &info, WNOHANG));
	SHOW(waitid(P_ALL, 0, &info, 0x10000));
	SHOW(waitid(99, 0, &info, WEXITED));
	SHOW(waitid(P_PID, 0, &info, WEXITED));
	SHOW(waitid(P_PID, -1, &info, WEXITED));
	SHOW(waitid(P_PID, 1, &info, WEXITED));
	SHOW(waitid(P_ALL, 0, &info, WEXITED));
	SHOW(waitid(P_PGID, 0x7fffffff, &info, WEXITED));
	return 0;
}
