/* SPDX-License-Identifier: MIT */
/*
 * mkdir(): modes, errors, link counts of folders.
 */
#include <abi.h>

int main(void)
{
	struct stat st;

	umask(022);
	SHOW(mkdir("a", 0777));
	stat("a", &st);
	out("mode %o", st.st_mode);
	SHOW(mkdir("a", 0777));
	SHOW(mkdir("a/b/", 0700));
	SHOW(mkdir("missing/b", 0700));
	SHOW(mkdir("", 0700));
	SHOW(mkdir(".", 0700));
	SHOW(mkdir("a/..", 0700));
	SHOW(mkdir("/", 0700));
	SHOW(mkdir(NOWHERE, 0700));
	close(open("file", O_CREAT | O_WRONLY, 0600));
	SHOW(mkdir("file", 0700));
	SHOW(mkdir("file/x", 0700));
	symlink("target", "link");
	SHOW(mkdir("link", 0700));
	SHOW(mkdir("sticky", 01777));
	stat("sticky", &st);
	out("mode %o", st.st_mode);
	return 0;
}
