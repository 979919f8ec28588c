/* SPDX-License-Identifier: MIT */
/* Extended attributes of files that have none, and errors of the calls. */
#include "abi.h"
#include <sys/xattr.h>

int main(void)
{
	static char name[300], value[8];
	int ends[2];

	pipe(ends);
	memset(name, 'n', 299);
	SHOW(fgetxattr(ends[0], "user.a", value, sizeof(value)));
	SHOW(fsetxattr(ends[0], "user.a", "v", 1, 0));
	SHOW(fremovexattr(ends[0], "user.a"));
	SHOW(fgetxattr(ends[0], "other.a", value, sizeof(value)));
	SHOW(fsetxattr(ends[0], "other.a", "v", 1, 0));
	SHOW(flistxattr(ends[0], value, sizeof(value)));
	SHOW(getxattr("missing", "user.a", value, sizeof(value)));
	SHOW(setxattr("missing", "user.a", "v", 1, 0));
	SHOW(lsetxattr("missing", "user.a", "v", 1, 0));
	SHOW(listxattr("missing", value, sizeof(value)));
	SHOW(removexattr("missing", "user.a"));
	SHOW(getxattr(".", "", value, sizeof(value)));
	SHOW(getxattr(".", name, value, sizeof(value)));
	SHOW(getxattr(".", NOWHERE, value, sizeof(value)));
	SHOW(setxattr(".", "user.a", "v", 1, 64));
	SHOW(setxattr(".", "user.a", "v", 100000, 0));
	SHOW(fgetxattr(99, "user.a", value, sizeof(value)));
	SHOW(listxattr("/proc/self/stat", value, sizeof(value)));
	return 0;
}
