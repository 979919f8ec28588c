/* SPDX-License-Identifier: MIT */
/* Files without a name that get one; links by descriptor; edge cases of renameat2() flags. */
#include "abi.h"

static void show_links(int fd)
{
	struct stat s;

	fstat(fd, &s);
	out("links %ld size %ld", (long)s.st_nlink, (long)s.st_size);
}

int main(void)
{
	char path[64], text[8] = "";
	int fd = open(".", O_TMPFILE | O_RDWR, 0640), gone;

	YES(fd >= 0);
	SHOW(write(fd, "tmp", 3));
	show_links(fd);
	sprintf(path, "/proc/self/fd/%d", fd);
	SHOW(linkat(AT_FDCWD, path, AT_FDCWD, "named", AT_SYMLINK_FOLLOW));
	show_links(fd);
	SHOW(linkat(fd, "", AT_FDCWD, "second", AT_EMPTY_PATH));
	show_links(fd);
	SHOW(pread(open("named", O_RDONLY), text, 8, 0));
	out("%s", text);
	fd = open(".", O_TMPFILE | O_RDWR | O_EXCL, 0640);
	SHOW(linkat(fd, "", AT_FDCWD, "never", AT_EMPTY_PATH));
	SHOW(open("named", O_TMPFILE | O_RDWR, 0640));
	SHOW(open(".", O_TMPFILE | O_RDONLY, 0640));
	SHOW(open("missing", O_TMPFILE | O_RDWR, 0640));
	gone = open("gone", O_CREAT | O_RDWR, 0644);
	unlink("gone");
	SHOW(linkat(gone, "", AT_FDCWD, "back", AT_EMPTY_PATH));
	SHOW(link("named", "named"));
	SHOW(link("missing", "x"));
	SHOW(link(".", "x"));
	mkdir("dir", 0755);
	mkdir("dir/sub", 0755);
	close(open("file", O_CREAT | O_RDWR, 0644));
	SHOW(renameat2(AT_FDCWD, "dir", AT_FDCWD, "file", RENAME_EXCHANGE));
	SHOW(access("file/sub", F_OK));
	SHOW(renameat2(AT_FDCWD, "file", AT_FDCWD, "file/sub", RENAME_EXCHANGE));
	SHOW(renameat2(AT_FDCWD, "file", AT_FDCWD, "file/sub/x", 0));
	SHOW(renameat2(AT_FDCWD, "file", AT_FDCWD, "named", 0));
	SHOW(renameat2(AT_FDCWD, "named", AT_FDCWD, "file", 0));
	SHOW(renameat2(AT_FDCWD, "named", AT_FDCWD, "second", RENAME_NOREPLACE));
	SHOW(renameat2(AT_FDCWD, "named", AT_FDCWD, "second", 0));
	SHOW(access("named", F_OK));
	SHOW(renameat2(AT_FDCWD, "named", AT_FDCWD, "second", 3));
	SHOW(renameat2(AT_FDCWD, "named", AT_FDCWD, "missing", RENAME_EXCHANGE));
	SHOW(rename("named", "third/"));
	SHOW(rename("named/", "third"));
	SHOW(rename("file", "dir2/"));
	SHOW(access("dir2/sub", F_OK));
	SHOW(rename(".", "x"));
	SHOW(rename("dir2/..", "x"));
	SHOW(rename("/", "x"));
	return 0;
}
