/* SPDX-License-Identifier: MIT */
/*
 * chmod(), fchmod(): all twelve bits, links followed, errors.
 */
#include <abi.h>

static void show_mode(const char *name)
{
	struct stat st;

	stat(name, &st);
	out("%s: %o", name, st.st_mode);
}

int main(void)
{
	int fd = open("file", O_CREAT | O_WRONLY, 0644);

	symlink("file", "link");
	mkdir("folder", 0700);
	SHOW(chmod("file", 0));
	show_mode("file");
	SHOW(chmod("link", 0751));
	show_mode("file");
	SHOW(fchmod(fd, 0600));
	show_mode("file");
	SHOW(chmod("folder", 01777));
	show_mode("folder");
	SHOW(chmod("file", 04755));
	show_mode("file");
	SHOW(chmod("file", 0100644));
	show_mode("file");
	SHOW(chmod("missing", 0600));
	SHOW(chmod(NOWHERE, 0600));
	SHOW(fchmod(99, 0600));
	SHOW(fchmodat(AT_FDCWD, "file", 0611, 0));
	show_mode("file");
	return 0;
}
