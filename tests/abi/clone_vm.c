/* SPDX-License-Identifier: MIT */
/*
 * CLONE_VM without CLONE_THREAD: another process in the same memory.
 */
#include <abi.h>

static char stack[65536] __attribute__((aligned(16)));
static volatile int word = 1;

static int changes(void *argument)
{
	word = *(int *)argument;
	return 11;
}

int main(void)
{
	int value = 42, status;
	pid_t pid = clone(changes, stack + sizeof(stack), CLONE_VM | SIGCHLD, &value);

	YES(pid > 0 && pid != getpid());
	YES(waitpid(pid, &status, 0) == pid);
	show_status("child", status);
	out("word %d", word);
	return 0;
}
