/* SPDX-License-Identifier: MIT */
/*
 * CLONE_FS shares the working folder and the umask, fork() copies them.
 */
#include <abi.h>

static char stack[65536] __attribute__((aligned(16)));

static int changes(void *unused)
{
	umask(0077);
	return chdir("/") ? 1 : 0;
}

static void try(const char *what, int flags)
{
	char folder[256];
	int status;
	pid_t pid;

	umask(0022);
	pid = clone(changes, stack + sizeof(stack), flags | SIGCHLD, NULL);
	waitpid(pid, &status, 0);
	show_status(what, status);
	out("%s: umask %o, in / %d", what, umask(0022),
		strcmp(getcwd(folder, sizeof(folder)), "/") == 0);
}

int main(void)
{
	try("copied", 0);
	try("shared", CLONE_FS);
	return 0;
}
