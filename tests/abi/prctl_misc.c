/* SPDX-License-Identifier: MIT */
/*
 * dumpable, no-new-privileges, parent-death signal.
 */
#include <abi.h>
#include <sys/prctl.h>

static void child(void)
{
	SHOW(prctl(PR_SET_PDEATHSIG, SIGUSR1));
	int signal = 0;
	SHOW(prctl(PR_GET_PDEATHSIG, &signal));
	out("signal %d", signal);
	SHOW(prctl(PR_SET_PDEATHSIG, 99));
	SHOW(prctl(PR_GET_PDEATHSIG, NOWHERE));
	SHOW(prctl(PR_GET_DUMPABLE));
	SHOW(prctl(PR_SET_DUMPABLE, 0));
	SHOW(prctl(PR_GET_DUMPABLE));
	SHOW(prctl(PR_SET_DUMPABLE, 7));
	SHOW(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0));
	SHOW(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
	SHOW(prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0));
	SHOW(prctl(PR_SET_NO_NEW_PRIVS, 0, 0, 0, 0));
}

int main(void)
{
	in_child("child", child);
	return 0;
}
