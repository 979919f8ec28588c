/* SPDX-License-Identifier: MIT */
/*
 * a child of vfork() runs first, in its parent's memory.
 */
#include <abi.h>

static volatile int order;

int main(void)
{
	int status;
	pid_t pid = vfork();

	if (pid == 0) {
		order = 1;
		_exit(7);
	}
	out("after vfork: %d", order);
	YES(waitpid(pid, &status, 0) == pid);
	show_status("child", status);
	return 0;
}
