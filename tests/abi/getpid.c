/* SPDX-License-Identifier: MIT */
/*
 * getpid() and gettid() of the first thread are one number, the same at every call, and
 * positive.
 */
#include <abi.h>

int main(void)
{
	YES(getpid() > 0);
	YES(getpid() == getpid());
	YES(getpid() == gettid());
	YES(syscall(SYS_getpid) == getpid());
	return 0;
}
