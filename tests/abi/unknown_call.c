/* SPDX-License-Identifier: MIT */
/*
 * numbers without a system call fail with ENOSYS.
 */
#include <abi.h>

int main(void)
{
	SHOW(syscall(99999));
	SHOW(syscall(-1));
	SHOW(syscall(-4096l));
	SHOW(syscall(0x7fffffff));
	SHOW(syscall(5000, NOWHERE, KERNEL));
	return 0;
}
