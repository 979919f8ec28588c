/* SPDX-License-Identifier: MIT */
/*
 * splice(), copy_file_range() and inotify may fail, since programs have fallbacks for them.
 */
#include <abi.h>
#include <sys/inotify.h>

int main(void)
{
	long result = syscall(SYS_inotify_init1, 0x12345);

	YES(result == -1 && (errno == EINVAL || errno == ENOSYS));
	result = syscall(SYS_copy_file_range, 98, NULL, 99, NULL, 10, 0);
	YES(result == -1 && (errno == EBADF || errno == ENOSYS));
	result = syscall(SYS_splice, 98, NULL, 99, NULL, 10, 0);
	YES(result == -1 && (errno == EBADF || errno == ENOSYS || errno == EINVAL));
	return 0;
}
