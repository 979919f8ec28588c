/* SPDX-License-Identifier: MIT */
/*
 * stat() and lstat() of a file, a folder, a link, a pipe and a device.
 */
#include <abi.h>
#include <sys/sysmacros.h>

static void show_kind(const char *name, const struct stat *st)
{
	out("%s: mode %o links %d size %ld device %x", name, st->st_mode, (int)st->st_nlink,
		S_ISDIR(st->st_mode) ? -1l : (long)st->st_size, (unsigned)st->st_rdev);
}

int main(void)
{
	struct stat st, other;
	int fds[2];

	umask(022);
	close(open("file", O_CREAT | O_WRONLY, 0640));
	truncate("file", 1234);
	mkdir("folder", 0751);
	symlink("file", "link");
	mkfifo("fifo", 0600);
	stat("file", &st);
	show_kind("file", &st);
	YES(st.st_uid == getuid() && st.st_gid == getgid());
	YES(st.st_ino != 0 && st.st_blksize > 0);
	stat("link", &other);
	YES(st.st_ino == other.st_ino && st.st_dev == other.st_dev);
	lstat("link", &st);
	show_kind("link", &st);
	stat("fifo", &st);
	show_kind("fifo", &st);
	stat("folder", &st);
	out("folder: mode %o", st.st_mode);
	stat("/dev/null", &st);
	show_kind("/dev/null", &st);
	pipe(fds);
	fstat(fds[0], &st);
	show_kind("pipe", &st);
	return 0;
}
