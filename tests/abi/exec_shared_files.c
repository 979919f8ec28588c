/* SPDX-License-Identifier: MIT */
/*
 * execve() in a process whose threads use a descriptor table that another process shares, while
 * that process exits. The new program has a table of its own.
 */
#include <abi.h>

#define ROUNDS 30

static char stack[65536] __attribute__((aligned(16)));

static void *uses_table(void *unused)
{
	for (;;)
		close(dup(0));
	return NULL;
}

static int leaves(void *unused)
{
	usleep(1000);
	return 0;
}

/* In a child: share the table with a process of its own, start threads that use it, and execute. */
static void round_begin(void)
{
	char *args[] = {"exec_shared_files", "again", NULL}, *env[] = {NULL};
	pthread_t t;

	clone(leaves, stack + sizeof(stack), CLONE_FILES | SIGCHLD, NULL);
	pthread_create(&t, NULL, uses_table, NULL);
	pthread_create(&t, NULL, uses_table, NULL);
	usleep(900);
	execve("/proc/self/exe", args, env);
	_exit(1);
}

int main(int argc, char **argv)
{
	int right = 0, status;

	if (argc > 1) {
		while (wait(&status) > 0)
			;
		return dup(0) >= 0 ? 7 : 1;
	}
	for (int i = 0; i < ROUNDS; i++) {
		pid_t pid = fork();

		if (!pid)
			round_begin();
		right += waitpid(pid, &status, 0) == pid && WIFEXITED(status) &&
			 WEXITSTATUS(status) == 7;
	}
	out("%d of %d", right, ROUNDS);
	return 0;
}
