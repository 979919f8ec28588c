/* SPDX-License-Identifier: MIT */
/*
 * a chain of forks, twenty deep; the exit statuses propagate back.
 */
#include <abi.h>

static int descend(int depth)
{
	int status;
	pid_t pid;

	if (depth == 20)
		return depth;
	pid = fork();
	if (pid == 0)
		_exit(descend(depth + 1));
	if (waitpid(pid, &status, 0) != pid)
		return 99;
	return WEXITSTATUS(status);
}

int main(void)
{
	out("depth %d", descend(0));
	return 0;
}
