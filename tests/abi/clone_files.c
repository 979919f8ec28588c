/* SPDX-License-Identifier: MIT */
/*
 * CLONE_FILES shares the descriptor table, fork() copies it.
 */
#include <abi.h>

static char stack[65536] __attribute__((aligned(16)));

static int opens(void *unused)
{
	return open("/dev/null", O_RDONLY) >= 0 ? 0 : 1;
}

static void try(const char *what, int flags)
{
	int before = dup(0), after, status;
	pid_t pid;

	close(before);
	pid = clone(opens, stack + sizeof(stack), flags | SIGCHLD, NULL);
	YES(waitpid(pid, &status, 0) == pid);
	show_status(what, status);
	after = dup(0);
	out("%s: table %s", what, after == before ? "own" : "shared");
	close(after);
}

int main(void)
{
	try("copied", 0);
	try("shared", CLONE_FILES);
	return 0;
}
