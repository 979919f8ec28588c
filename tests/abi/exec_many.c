/* SPDX-License-Identifier: MIT */
/*
 * three hundred programs one after another, while other processes sleep and wake.
 */
#include <abi.h>

int main(int argc, char **argv)
{
	char *args[] = {"exec_many", "again", NULL}, *env[] = {NULL};
	int status, right = 0;
	pid_t spinners[2];

	if (argc > 1)
		return 5;
	for (int i = 0; i < 2; i++) {
		spinners[i] = fork();
		while (spinners[i] == 0)
			nanosleep(&(struct timespec){0, 20000}, NULL);
	}
	for (int i = 0; i < 300; i++) {
		pid_t pid = fork();

		if (pid == 0) {
			execve("/proc/self/exe", args, env);
			_exit(1);
		}
		right += waitpid(pid, &status, 0) == pid && WEXITSTATUS(status) == 5;
	}
	for (int i = 0; i < 2; i++) {
		kill(spinners[i], SIGKILL);
		waitpid(spinners[i], NULL, 0);
	}
	out("%d right", right);
	return 0;
}
