/* SPDX-License-Identifier: MIT */
/* Mounting file systems in memory, bind mounts, unmounting: visibility, busy mounts, errors. */
#include "abi.h"
#include <sched.h>
#include <sys/mount.h>
#include <sys/statfs.h>

static void show_file(const char *path)
{
	char text[32] = "";
	int fd = open(path, O_RDONLY);

	if (fd < 0)
		out("%s: %s", path, strerrorname_np(errno));
	else
		out("%s: %ld '%s'", path, (long)read(fd, text, 31), text);
	close(fd);
}

static void make_file(const char *path, const char *text)
{
	int fd = open(path, O_CREAT | O_WRONLY, 0644);

	out("make %s: %ld", path, fd < 0 ? -1l : (long)write(fd, text, strlen(text)));
	close(fd);
}

/* Whether /proc/self/mounts has a line for a mount point whose path ends in `end`. */
static int is_listed(const char *end, const char *type)
{
	char line[512], place[256], kind[32];
	FILE *f = fopen("/proc/self/mounts", "r");
	int found = 0;

	while (fgets(line, sizeof(line), f))
		if (sscanf(line, "%*s %255s %31s", place, kind) == 2 &&
			strlen(place) > strlen(end) &&
			strcmp(place + strlen(place) - strlen(end), end) == 0)
			found += strcmp(kind, type) == 0;
	fclose(f);
	return found;
}

static void in_memory(void)
{
	struct statfs fs;
	struct stat s;
	int fd;

	mkdir("point", 0755);
	make_file("point/hidden", "under");
	SHOW(mount("none", "point", "tmpfs", 0, "size=64k,mode=750"));
	show_file("point/hidden");
	SHOW(is_listed("/point", "tmpfs"));
	SHOW(statfs("point", &fs));
	out("type %lx blocks %ld", (long)fs.f_type, (long)fs.f_blocks);
	stat("point", &s);
	out("mode %o links %d", s.st_mode, (int)s.st_nlink);
	make_file("point/file", "inside");
	fd = open("point/big", O_CREAT | O_WRONLY, 0644);
	for (int i = 0; i < 14; i++)
		write(fd, (char[4096]){0}, 4096);
	SHOW(write(fd, (char[8192]){0}, 8192));
	SHOW(write(fd, (char[8192]){0}, 8192));
	SHOW(umount("point"));
	close(fd);
	SHOW(chdir("point"));
	SHOW(umount("../point"));
	SHOW(chdir(".."));
	show_file("hidden");
	show_file("point/../point/file");
	SHOW(rmdir("point"));
	SHOW(rename("point", "other"));
	SHOW(link("point/file", "linked"));
	SHOW(rename("point/file", "moved"));
	SHOW(mkdir("point/inner", 0755));
	SHOW(mount("none", "point/inner", "tmpfs", 0, NULL));
	SHOW(umount("point"));
	SHOW(umount("point/inner"));
	SHOW(mount("none", "point", "tmpfs", MS_REMOUNT | MS_RDONLY, NULL));
	make_file("point/new", "x");
	SHOW(unlink("point/file"));
	SHOW(chmod("point/file", 0600));
	SHOW(mkdir("point/dir", 0755));
	SHOW(utimensat(AT_FDCWD, "point/file", NULL, 0));
	SHOW(access("point/file", W_OK));
	show_file("point/file");
	SHOW(umount("point"));
	show_file("point/hidden");
	SHOW(umount("point"));
}

static void bound(void)
{
	mkdir("from", 0755);
	mkdir("from/sub", 0755);
	mkdir("to", 0755);
	make_file("from/a", "first");
	make_file("target", "covered");
	SHOW(mount("from", "to", NULL, MS_BIND, NULL));
	show_file("to/a");
	make_file("to/b", "second");
	show_file("from/b");
	SHOW(unlink("to/a"));
	show_file("from/a");
	SHOW(access("to/sub", F_OK));
	SHOW(access("to/../target", F_OK));
	SHOW(mount("from/b", "target", NULL, MS_BIND, NULL));
	show_file("target");
	SHOW(unlink("target"));
	SHOW(mount("from/b", "to", NULL, MS_BIND, NULL));
	SHOW(mount("from", "target", NULL, MS_BIND, NULL));
	SHOW(umount("target"));
	show_file("target");
	SHOW(umount("to"));
	show_file("to/b");
}

static void kinds(void)
{
	mkdir("proc", 0755);
	SHOW(mount("proc", "proc", "proc", 0, NULL));
	SHOW(access("proc/self/stat", F_OK));
	SHOW(access("proc/../proc/uptime", F_OK));
	SHOW(umount("proc"));
	SHOW(access("proc/self", F_OK));
	SHOW(mount("x", "proc", "nothing", 0, NULL));
	SHOW(mount("x", "proc", NULL, 0, NULL));
	SHOW(mount("x", "missing", "tmpfs", 0, NULL));
	SHOW(mount("x", "target", "tmpfs", 0, NULL));
	SHOW(mount("x", NOWHERE, "tmpfs", 0, NULL));
	SHOW(mount("x", "proc", NOWHERE, 0, NULL));
	SHOW(mount("x", "proc", "tmpfs", 0, "nonsense=1"));
	SHOW(mount("missing", "proc", NULL, MS_BIND, NULL));
	SHOW(mount(NULL, "proc", NULL, MS_BIND, NULL));
	SHOW(mount(NULL, "proc", NULL, MS_REMOUNT, NULL));
	SHOW(umount2("proc", 64));
	SHOW(umount("missing"));
	SHOW(umount(NOWHERE));
	SHOW(mount("none", "proc", "tmpfs", MS_NOEXEC | MS_NODEV, NULL));
	make_file("proc/script", "#!/bin/true\n");
	chmod("proc/script", 0755);
	SHOW(access("proc/script", X_OK));
	SHOW(execl("proc/script", "script", NULL));
	SHOW(mknod("proc/null", S_IFCHR | 0666, 0x103));
	SHOW(open("proc/null", O_RDWR));
	SHOW(umount2("proc", MNT_DETACH));
	chmod(".", 0777);
	seteuid(1000);
	SHOW(mount("x", "proc", "tmpfs", 0, NULL));
	SHOW(umount("proc"));
}

int main(void)
{
	/* On Linux a mount namespace hides the mounts from others; without namespaces there are no
	 * others. */
	if (unshare(CLONE_NEWNS) == 0)
		mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL);
	umask(022);
	in_memory();
	bound();
	kinds();
	return 0;
}
