/* SPDX-License-Identifier: MIT */
/*
 * unlink() and rmdir(); errors.
 */
#include <abi.h>

int main(void)
{
	close(open("file", O_CREAT | O_WRONLY, 0600));
	mkdir("folder", 0700);
	mkdir("folder/sub", 0700);
	symlink("folder", "link");
	SHOW(unlink("missing"));
	SHOW(unlink("folder"));
	SHOW(unlink("file/"));
	SHOW(unlink("file/x"));
	SHOW(unlink(""));
	SHOW(unlink(NOWHERE));
	SHOW(rmdir("file"));
	SHOW(rmdir("folder"));
	SHOW(rmdir("link"));
	SHOW(rmdir("link/"));
	SHOW(rmdir("missing"));
	SHOW(rmdir("."));
	SHOW(rmdir("folder/."));
	SHOW(rmdir("folder/sub/.."));
	SHOW(rmdir("folder/sub/"));
	SHOW(rmdir("folder"));
	SHOW(unlink("link"));
	SHOW(unlink("file"));
	SHOW(rmdir("/"));
	return 0;
}
