/* SPDX-License-Identifier: MIT */
/*
 * setsid() creates a session and a group; it fails for a group leader.
 */
#include <abi.h>

static void child(void)
{
	YES(setsid() == getpid());
	YES(getsid(0) == getpid());
	YES(getpgrp() == getpid());
	SHOW(setsid());
	SHOW(setpgid(0, 0));
}

int main(void)
{
	pid_t before = getsid(0);

	in_child("child", child);
	YES(getsid(0) == before);
	SHOW(getsid(-1));
	SHOW(getsid(0x3ffffff));
	return 0;
}
