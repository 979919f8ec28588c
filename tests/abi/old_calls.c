/* SPDX-License-Identifier: MIT */
/* The first versions of calls on i386; other architectures have none. */
#include "abi.h"

#ifdef __i386__
#define CALL(number, ...) \
	(errno = 0, show(#number "(" #__VA_ARGS__ ")", syscall(number, ##__VA_ARGS__)))

struct old_stat {
	uint16_t dev, ino, mode, nlink, uid, gid, rdev;
	unsigned long size, atime, mtime, ctime;
};

static void ids(void)
{
	uint16_t a = 9, b = 9, c = 9, list[] = {7, 65533};

	CALL(SYS_setgroups, 2, list);
	list[0] = list[1] = 0;
	CALL(SYS_getgroups, 2, list);
	out("groups %d %d", list[0], list[1]);
	CALL(SYS_setgroups, 70000, list);
	CALL(SYS_getgroups, 1, list);
	CALL(SYS_setresgid, 11, 12, 0xffff);
	CALL(SYS_getresgid, &a, &b, &c);
	out("%d %d %d", a, b, c);
	CALL(SYS_getgid);
	CALL(SYS_getegid);
	CALL(SYS_setreuid, 0xffff, 21);
	CALL(SYS_getresuid, &a, &b, &c);
	out("%d %d %d", a, b, c);
	CALL(SYS_getuid);
	CALL(SYS_geteuid);
	CALL(SYS_setfsuid, 0xffff);
	CALL(SYS_setuid, 22);
	CALL(SYS_getresuid, NOWHERE, &b, &c);
	CALL(SYS_setgroups, 0, list);
}

static void wide_ids(void)
{
	setresgid(100000, 100001, 100002);
	setresuid(100000, 100001, 100002);
	CALL(SYS_getuid);
	CALL(SYS_getegid);
}

static void files(void)
{
	struct old_stat s;
	char entry[300], first[2];
	int fd;
	struct stat now;
	unsigned long args[5] = {0, 0, 0, 0, 0};
	struct timeval none = {0, 0};

	CALL(SYS_oldstat, "/dev/null", &s);
	out("mode %o rdev %x size %lu", s.mode, s.rdev, s.size);
	CALL(SYS_oldlstat, "/missing", &s);
	fd = open("/dev/zero", O_RDONLY);
	CALL(SYS_oldfstat, fd, &s);
	out("mode %o rdev %x", s.mode, s.rdev);
	CALL(SYS_oldfstat, 99, &s);
	CALL(SYS_oldstat, "/dev/null", NOWHERE);
	close(open("file", O_CREAT | O_RDWR, 0644));
	CALL(SYS_chown, "file", 5, 6);
	CALL(SYS_lchown, "file", 0xffff, 7);
	stat("file", &now);
	out("%d:%d", now.st_uid, now.st_gid);
	fd = open("file", O_RDONLY);
	CALL(SYS_fchown, fd, 8, 0xffff);
	stat("file", &now);
	out("%d:%d", now.st_uid, now.st_gid);
	CALL(SYS_readdir, fd, entry, 1);
	fd = open(".", O_RDONLY);
	for (int i = 0; i < 3; i++)
		CALL(SYS_readdir, fd, entry, 1);
	CALL(SYS_readdir, fd, entry, 1);
	CALL(SYS_readdir, 99, entry, 1);
	args[4] = (unsigned long)&none;
	CALL(SYS_select, args);
	CALL(SYS_select, NOWHERE);
	CALL(SYS_umask, 022);
	(void)first;
}

static void names(void)
{
	char small[5][9], large[5][65];
	unsigned long limits[2];
	struct rlimit limit = {100, 1u << 31};

	CALL(SYS_olduname, large);
	out("%s", large[0]);
	CALL(SYS_oldolduname, small);
	out("%s", small[0]);
	CALL(SYS_oldolduname, NOWHERE);
	setrlimit(RLIMIT_CORE, &limit);
	CALL(SYS_getrlimit, RLIMIT_CORE, limits);
	out("%lu %lu", limits[0], limits[1]);
	CALL(SYS_getrlimit, 99, limits);
	CALL(SYS_stime, NOWHERE);
}
#endif

int main(void)
{
#ifdef __i386__
	in_child("ids", ids);
	in_child("wide ids", wide_ids);
	files();
	names();
#else
	out("none");
#endif
	return 0;
}
