/* SPDX-License-Identifier: MIT */
/*
 * symbolic links: read, followed, in loops, in the middle of a path.
 */
#include <abi.h>

int main(void)
{
	char text[64] = "", long_target[4200];
	struct stat st;

	mkdir("folder", 0700);
	close(open("folder/file", O_CREAT | O_WRONLY, 0600));
	SHOW(symlink("folder/file", "link"));
	SHOW(symlink("x", "link"));
	SHOW(symlink("", "empty"));
	SHOW(symlink("x", "missing/y"));
	memset(long_target, 'x', sizeof(long_target));
	long_target[4199] = 0;
	SHOW(symlink(long_target, "long"));
	SHOW(symlink(NOWHERE, "bad"));
	SHOW(readlink("link", text, sizeof(text)));
	out("%s", text);
	memset(text, 0, sizeof(text));
	SHOW(readlink("link", text, 4));
	out("%s", text);
	SHOW(readlink("link", text, 0));
	SHOW(readlink("folder", text, 4));
	SHOW(readlink("missing", text, 4));
	SHOW(readlink("link", NOWHERE, 4));
	symlink("loop2", "loop");
	symlink("loop", "loop2");
	SHOW(open("loop", O_RDONLY));
	SHOW(stat("loop/x", &st));
	symlink("folder", "via");
	SHOW(stat("via/file", &st));
	SHOW(stat("via/../via/file", &st));
	symlink("../folder/./file", "folder/up");
	SHOW(stat("via/up", &st));
	symlink("/dev/null", "absolute");
	SHOW(stat("absolute", &st));
	YES(S_ISCHR(st.st_mode));
	SHOW(open("dangling", O_RDONLY));
	symlink("created", "dangling");
	SHOW(close(open("dangling", O_CREAT | O_WRONLY, 0600)));
	SHOW(stat("created", &st));
	SHOW(open("link", O_CREAT | O_EXCL | O_WRONLY, 0600));
	return 0;
}
