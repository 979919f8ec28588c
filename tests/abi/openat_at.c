/* SPDX-License-Identifier: MIT */
/*
 * paths relative to an open folder, and to a descriptor that is no folder.
 */
#include <abi.h>

int main(void)
{
	int folder, file;

	mkdir("a", 0700);
	mkdir("a/b", 0700);
	folder = open("a", O_RDONLY | O_DIRECTORY);
	file = openat(folder, "file", O_RDWR | O_CREAT, 0600);
	YES(file > 2);
	SHOW(access("a/file", R_OK | W_OK));
	SHOW(openat(file, "x", O_RDONLY));
	SHOW(openat(99, "x", O_RDONLY));
	YES(openat(99, "/dev/null", O_RDONLY) > 2);
	SHOW(openat(-1, "x", O_RDONLY));
	SHOW(mkdirat(folder, "c", 0700));
	SHOW(mkdirat(folder, "c", 0700));
	SHOW(unlinkat(folder, "c", 0));
	SHOW(unlinkat(folder, "c", AT_REMOVEDIR));
	SHOW(unlinkat(folder, "file", AT_REMOVEDIR));
	SHOW(unlinkat(folder, "file", 0x10));
	SHOW(unlinkat(folder, "file", 0));
	SHOW(renameat(folder, "b", AT_FDCWD, "b"));
	SHOW(access("b", X_OK));
	SHOW(rmdir("a"));
	SHOW(openat(folder, "x", O_RDWR | O_CREAT, 0600));
	SHOW(openat(folder, "..", O_RDONLY) > 2);
	return 0;
}
