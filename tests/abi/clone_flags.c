/* SPDX-License-Identifier: MIT */
/*
 * combinations of clone() flags that are rejected.
 */
#include <abi.h>

static long try_clone(unsigned long flags)
{
	long pid = syscall(SYS_clone, flags | SIGCHLD, 0, 0, 0, 0);

	if (pid == 0)
		_exit(0);
	if (pid > 0) {
		waitpid((pid_t)pid, NULL, 0);
		return 0;
	}
	return pid;
}

int main(void)
{
	SHOW(try_clone(0));
	SHOW(try_clone(CLONE_SIGHAND));
	SHOW(try_clone(CLONE_THREAD));
	SHOW(try_clone(CLONE_THREAD | CLONE_VM));
	SHOW(try_clone(CLONE_THREAD | CLONE_SIGHAND));
	SHOW(try_clone(CLONE_FILES));
	SHOW(try_clone(CLONE_FS));
	SHOW(try_clone(CLONE_FILES | CLONE_FS));
	return 0;
}
