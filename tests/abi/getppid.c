/* SPDX-License-Identifier: MIT */
/*
 * a child's parent is the process that forked it.
 */
#include <abi.h>

static pid_t parent;

static void child(void)
{
	YES(getppid() == parent);
	YES(getpid() != parent);
}

int main(void)
{
	parent = getpid();
	in_child("child", child);
	YES(getppid() > 0);
	return 0;
}
