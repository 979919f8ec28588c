/* SPDX-License-Identifier: MIT */
/*
 * vfork() and execve(): the parent continues when the new program starts.
 */
#include <abi.h>

int main(int argc, char **argv)
{
	char *args[] = {"exec_vfork", "child", NULL}, *env[] = {NULL};
	int status;
	pid_t pid;

	if (argc > 1)
		return 21;
	pid = vfork();
	if (pid == 0) {
		execve("/proc/self/exe", args, env);
		_exit(1);
	}
	YES(waitpid(pid, &status, 0) == pid);
	show_status("child", status);
	return 0;
}
