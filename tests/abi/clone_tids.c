/* SPDX-License-Identifier: MIT */
/*
 * CLONE_PARENT_SETTID, CLONE_CHILD_SETTID and CLONE_CHILD_CLEARTID write thread ids where asked.
 */
#include <abi.h>

static char stack[65536] __attribute__((aligned(16)));
static volatile pid_t parent_tid, child_tid, seen;

static int child(void *unused)
{
	seen = child_tid;
	return child_tid == (pid_t)syscall(SYS_gettid) ? 0 : 1;
}

int main(void)
{
	int status;
	pid_t pid = clone(child, stack + sizeof(stack),
		CLONE_VM | CLONE_PARENT_SETTID | CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID |
			SIGCHLD,
		NULL, &parent_tid, NULL, &child_tid);

	YES(parent_tid == pid);
	YES(waitpid(pid, &status, 0) == pid);
	show_status("child", status);
	YES(seen == pid);
	out("cleared: %d", child_tid);
	return 0;
}
