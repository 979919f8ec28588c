/* SPDX-License-Identifier: MIT */
/*
 * getpid() and gettid() of the first thread return one positive number, the same at every call.
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
