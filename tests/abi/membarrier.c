/* SPDX-License-Identifier: MIT */
/*
 * membarrier() lists its commands, or fails cleanly.
 */
#include <abi.h>

int main(void)
{
	long commands = syscall(SYS_membarrier, 0, 0, 0);

	YES(commands >= 0 || errno == ENOSYS);
	if (commands < 0)
		return 0;
	YES(syscall(SYS_membarrier, 12345, 0, 0) == -1 && errno == EINVAL);
	YES(syscall(SYS_membarrier, 0, 77, 0) == -1 && errno == EINVAL);
	return 0;
}
