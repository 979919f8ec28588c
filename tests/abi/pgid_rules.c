/* SPDX-License-Identifier: MIT */
/*
 * setpgid() and getpgid() for the caller and for its children; errors, for instance for a child
 * that has called execve().
 */
#include <abi.h>

static void child_that_executed(void)
{
	char *args[] = {"pgid_rules", "again", NULL}, ready;
	int ends[2], status;
	pid_t pid;

	SHOW(pipe2(ends, 0));
	pid = fork();
	if (pid == 0) {
		dup2(ends[1], 3);
		execv("/proc/self/exe", args);
	}
	close(ends[1]);
	SHOW(read(ends[0], &ready, 1));
	SHOW(setpgid(pid, pid));
	SHOW(setpgid(pid, 0));
	SHOW(setpgid(pid, getpgrp()));
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
}

int main(int argc, char **argv)
{
	pid_t pid;
	int status;

	if (argc > 1 && strcmp(argv[1], "again") == 0) {
		/* It may still choose a group of its own. */
		(void)!write(3, setpgid(0, 0) == 0 ? "y" : "n", 1);
		pause();
	}
	child_that_executed();
	pid = fork();

	if (pid == 0) {
		pause();
		_exit(0);
	}
	YES(getpgid(0) == getpgrp());
	YES(getpgid(pid) == getpgrp());
	SHOW(setpgid(pid, pid));
	YES(getpgid(pid) == pid);
	SHOW(setpgid(pid, getpgrp()));
	YES(getpgid(pid) == getpgrp());
	SHOW(setpgid(pid, 0));
	YES(getpgid(pid) == pid);
	SHOW(setpgid(pid, -1));
	SHOW(setpgid(-1, 0));
	SHOW(setpgid(pid, 0x3ffffff));
	SHOW(setpgid(0x3ffffff, 0));
	SHOW(setpgid(1, 0));
	SHOW(getpgid(-1));
	SHOW(getpgid(0x3ffffff));
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	SHOW(getpgid(pid));
	return 0;
}
