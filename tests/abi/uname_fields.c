/* SPDX-License-Identifier: MIT */
/*
 * uname() names Linux, and fills every field that programs read.
 */
#include <abi.h>
#include <sys/utsname.h>

int main(void)
{
	struct utsname name;

	memset(&name, 'x', sizeof(name));
	SHOW(uname(&name));
	out("%s", name.sysname);
	YES(name.nodename[0] && strlen(name.nodename) < 65);
	YES(name.release[0] >= '3' && strchr(name.release, '.'));
	YES(name.version[0] != 0);
	YES(name.machine[0] != 0);
	RAW(uname, NOWHERE);
	RAW(uname, KERNEL);
	return 0;
}
