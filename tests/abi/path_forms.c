/* SPDX-License-Identifier: MIT */
/*
 * slashes, dots and trailing slashes in paths.
 */
#include <abi.h>

int main(void)
{
	struct stat a, b;

	mkdir("d", 0700);
	close(open("d/f", O_CREAT | O_WRONLY, 0600));
	SHOW(stat("d/f", &a));
	SHOW(stat("./d//f", &b));
	YES(a.st_ino == b.st_ino);
	SHOW(stat("d/../d/./f", &b));
	YES(a.st_ino == b.st_ino);
	SHOW(stat("d/f/.", &b));
	SHOW(stat("d/f/..", &b));
	SHOW(stat("d/", &a));
	SHOW(stat("d/.", &b));
	YES(a.st_ino == b.st_ino);
	SHOW(stat("/..", &a));
	SHOW(stat("/", &b));
	YES(a.st_ino == b.st_ino);
	SHOW(stat("//dev//null", &a));
	SHOW(stat("/dev/null/", &a));
	return 0;
}
