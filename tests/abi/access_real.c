/* SPDX-License-Identifier: MIT */
/* access() checks the real ids and AT_EACCESS the effective ones, for the folders of the path
 * too. */
#include "abi.h"

static void ask(const char *what)
{
	out("--- %s", what);
	SHOW(access("file", R_OK));
	SHOW(access("dir/in", F_OK));
	SHOW(faccessat(AT_FDCWD, "file", R_OK, 0));
	SHOW(faccessat(AT_FDCWD, "file", R_OK, AT_EACCESS));
	SHOW(faccessat(AT_FDCWD, "dir/in", F_OK, AT_EACCESS));
	SHOW(open("file", O_RDONLY) >= 0);
}

static void as_user(void)
{
	setresuid(1000, 1000, 0);
	ask("real and effective user");
	seteuid(0);
	ask("effective root");
	setresuid(0, 1000, 0);
	ask("real root");
}

int main(void)
{
	umask(0);
	chmod(".", 0777);
	close(open("file", O_CREAT | O_RDWR, 0600));
	mkdir("dir", 0700);
	close(open("dir/in", O_CREAT | O_RDWR, 0600));
	ask("root");
	in_child("as_user", as_user);
	return 0;
}
