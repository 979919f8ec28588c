/* SPDX-License-Identifier: MIT */
/*
 * a thread's name is set, truncated to fifteen bytes, and read back.
 */
#include <abi.h>
#include <sys/prctl.h>

int main(void)
{
	char name[17] = "unset", long_name[] = "a name that is too long for it";

	SHOW(prctl(PR_SET_NAME, "short"));
	SHOW(prctl(PR_GET_NAME, name));
	out("'%s'", name);
	SHOW(prctl(PR_SET_NAME, long_name));
	SHOW(prctl(PR_GET_NAME, name));
	out("'%s'", name);
	SHOW(prctl(PR_SET_NAME, ""));
	SHOW(prctl(PR_GET_NAME, name));
	out("'%s'", name);
	SHOW(prctl(PR_SET_NAME, NOWHERE));
	SHOW(prctl(PR_GET_NAME, KERNEL));
	SHOW(prctl(99999));
	return 0;
}
