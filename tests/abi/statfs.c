/* SPDX-License-Identifier: MIT */
/*
 * statfs() returns consistent values.
 */
#include <abi.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>

int main(void)
{
	struct statfs s;
	struct statvfs v;

	SHOW(statfs(".", &s));
	YES(s.f_bsize > 0 && s.f_bfree <= s.f_blocks);
	YES(s.f_namelen == 255);
	SHOW(fstatfs(0, &s));
	SHOW(statfs("missing", &s));
	SHOW(statfs(NOWHERE, &s));
	SHOW(fstatfs(99, &s));
	SHOW(statvfs("/", &v));
	SHOW(statfs("/proc", &s));
	YES(s.f_type == 0x9fa0);
	return 0;
}
