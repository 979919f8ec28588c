/* SPDX-License-Identifier: MIT */
/*
 * only waits with __WCLONE or __WALL find a child without an exit signal.
 */
#include <abi.h>

static char stack[65536] __attribute__((aligned(16)));

static int child(void *unused)
{
	return 8;
}

int main(void)
{
	int status;
	pid_t pid = clone(child, stack + sizeof(stack), 0, NULL);

	YES(pid > 0);
	SHOW(waitpid(pid, &status, 0));
	YES(waitpid(pid, &status, __WCLONE) == pid);
	show_status("child", status);
	pid = clone(child, stack + sizeof(stack), 0, NULL);
	YES(waitpid(pid, &status, __WALL) == pid);
	show_status("child", status);
	pid = clone(child, stack + sizeof(stack), SIGCHLD, NULL);
	SHOW(waitpid(pid, &status, __WCLONE));
	YES(waitpid(pid, &status, 0) == pid);
	return 0;
}
