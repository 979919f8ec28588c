/* SPDX-License-Identifier: MIT */
/*
 * hard links: counts and errors; a file lives until its last link is removed.
 */
#include <abi.h>

static void show_links(const char *name)
{
	struct stat st;

	if (stat(name, &st))
		out("%s: gone", name);
	else
		out("%s: %d links", name, (int)st.st_nlink);
}

int main(void)
{
	struct stat st;
	char text[8] = "";
	int fd = open("a", O_CREAT | O_RDWR, 0600);

	mkdir("folder", 0700);
	write(fd, "data", 4);
	SHOW(link("a", "b"));
	show_links("a");
	SHOW(link("a", "b"));
	SHOW(link("a", "folder"));
	SHOW(link("a", "folder/c"));
	SHOW(link("missing", "d"));
	SHOW(link("folder", "d"));
	SHOW(link("a", "missing/d"));
	SHOW(link("a", ""));
	SHOW(link("a", NOWHERE));
	SHOW(unlink("a"));
	show_links("b");
	SHOW(unlink("b"));
	SHOW(unlink("folder/c"));
	fstat(fd, &st);
	out("open: %d links", (int)st.st_nlink);
	SHOW(pread(fd, text, 4, 0));
	out("%s", text);
	symlink("missing", "s");
	SHOW(link("s", "t"));
	SHOW(linkat(AT_FDCWD, "s", AT_FDCWD, "u", AT_SYMLINK_FOLLOW));
	SHOW(linkat(AT_FDCWD, "s", AT_FDCWD, "u", 0x40));
	return 0;
}
