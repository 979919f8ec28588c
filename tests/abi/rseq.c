/* SPDX-License-Identifier: MIT */
/*
 * registering restartable sequences succeeds or fails cleanly.
 */
#include <abi.h>

int main(void)
{
	long result = syscall(SYS_rseq, NULL, 0, 0, 0);

	YES(result == -1 && (errno == EINVAL || errno == ENOSYS || errno == EPERM));
	return 0;
}
