/* SPDX-License-Identifier: MIT */
/*
 * fifty children at once, each with its own status.
 */
#include <abi.h>

int main(void)
{
	pid_t pids[50];
	int sum = 0;

	for (int i = 0; i < 50; i++) {
		pids[i] = fork();
		if (pids[i] == 0)
			_exit(i);
		if (pids[i] < 0)
			out("fork %d fails", i);
	}
	for (int i = 49; i >= 0; i--) {
		int status = -1;

		if (waitpid(pids[i], &status, 0) != pids[i] || WEXITSTATUS(status) != i)
			out("child %d: status %x", i, status);
		sum += WEXITSTATUS(status);
	}
	out("sum %d", sum);
	SHOW(waitpid(-1, NULL, 0));
	return 0;
}
