/* SPDX-License-Identifier: MIT */
/*
 * the user and group ids agree with each other.
 */
#include <abi.h>

int main(void)
{
	uid_t r, e, s;
	gid_t gr, ge, gs;

	YES(getuid() == geteuid());
	YES(getgid() == getegid());
	SHOW(getresuid(&r, &e, &s));
	YES(r == getuid() && e == geteuid() && s == e);
	SHOW(getresgid(&gr, &ge, &gs));
	YES(gr == getgid() && ge == getegid() && gs == ge);
	SHOW(setuid(getuid()));
	SHOW(setgid(getgid()));
	SHOW(setreuid(-1, -1));
	SHOW(setresuid(-1, -1, -1));
	SHOW(setresgid(-1, -1, -1));
	SHOW(getresuid(NOWHERE, &e, &s));
	SHOW(setuid(-1));
	YES(getgroups(0, NULL) >= 0);
	SHOW(getgroups(-1, NULL));
	return 0;
}
