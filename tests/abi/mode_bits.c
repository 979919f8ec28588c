/* SPDX-License-Identifier: MIT */
/* Set-user-id and set-group-id bits and sticky directories: calls that clear or keep the bits, and
 * users that they restrict. */
#include "abi.h"
#include <grp.h>

static void show_mode(const char *path)
{
	struct stat s;

	stat(path, &s);
	out("%s: %o %d:%d", path, s.st_mode, s.st_uid, s.st_gid);
}

static void as_user(void)
{
	gid_t groups[] = {2000};
	int fd;

	setgroups(1, groups);
	setresgid(1000, 1000, 1000);
	setresuid(1000, 1000, 1000);
	fd = open("suid", O_RDWR);
	SHOW(write(fd, "x", 1));
	show_mode("suid");
	fd = open("sgid", O_RDWR);
	SHOW(write(fd, "x", 1));
	show_mode("sgid");
	fd = open("locked", O_RDWR);
	SHOW(write(fd, "x", 1));
	show_mode("locked");
	SHOW(open("own", O_CREAT | O_RDWR, 0666) >= 0);
	SHOW(chown("own", -1, 2000));
	SHOW(chmod("own", 02755));
	show_mode("own");
	SHOW(chown("own", -1, 3000));
	SHOW(chown("own", 0, -1));
	SHOW(chmod("suid", 0777));
	SHOW(open("setgid/file", O_CREAT | O_RDWR, 02775) >= 0);
	show_mode("setgid/file");
	SHOW(mkdir("setgid/dir", 0755));
	show_mode("setgid/dir");
	SHOW(unlink("sticky/root"));
	SHOW(rename("sticky/root", "sticky/other"));
	SHOW(open("sticky/mine", O_CREAT | O_RDWR, 0600) >= 0);
	SHOW(rename("sticky/mine", "sticky/root"));
	SHOW(unlink("sticky/mine"));
	SHOW(utimensat(AT_FDCWD, "suid", NULL, 0));
	SHOW(utimensat(AT_FDCWD, "suid", (struct timespec[]){{1, 0}, {1, 0}}, 0));
	SHOW(link("suid", "linked"));
	SHOW(truncate("suid", 0));
}

static void make(const char *path, mode_t mode, gid_t gid)
{
	close(open(path, O_CREAT | O_RDWR, 0600));
	chown(path, 0, gid);
	chmod(path, mode);
}

int main(void)
{
	umask(0);
	chmod(".", 0777);
	make("suid", 04777, 0);
	make("sgid", 02777, 0);
	make("locked", 02767, 0);
	mkdir("setgid", 0777);
	chown("setgid", 0, 2000);
	chmod("setgid", 02777);
	mkdir("sticky", 0777);
	chmod("sticky", 01777);
	make("sticky/root", 0666, 0);
	SHOW(chown("suid", 0, 0));
	show_mode("suid");
	chmod("suid", 04777);
	in_child("as_user", as_user);
	return 0;
}
