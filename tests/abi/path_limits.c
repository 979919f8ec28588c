/* SPDX-License-Identifier: MIT */
/* Names and paths that are too long, loops of links, and uses of O_PATH descriptors. */
#include "abi.h"
#include <limits.h>
#include <sys/statfs.h>

static char name[NAME_MAX + 2], path[5000];

static void long_names(void)
{
	memset(name, 'n', 255);
	SHOW(mkdir(name, 0755));
	name[255] = 'x';
	SHOW(mkdir(name, 0755));
	SHOW(open(name, O_CREAT | O_RDWR, 0644));
	SHOW(unlink(name));
	SHOW(access(name, F_OK));
	memset(path, '/', 4095);
	SHOW(access(path, F_OK));
	path[4095] = '/';
	SHOW(access(path, F_OK));
	memset(path, 0, sizeof(path));
	for (int i = 0; i < 2047; i++)
		strcat(path, "./");
	SHOW(access(path, F_OK));
	strcat(path, "a");
	SHOW(access(path, F_OK));
	memset(path, 'l', 4096);
	SHOW(symlink(path, "too-long"));
	path[4095] = 0;
	SHOW(symlink(path, "long"));
	SHOW(access("long", F_OK));
	SHOW(symlink("", "empty"));
}

static void loops(void)
{
	char from[16], to[16];

	SHOW(symlink("b", "a"));
	SHOW(symlink("a", "b"));
	SHOW(access("a", F_OK));
	SHOW(open("a", O_RDONLY));
	SHOW(open("a", O_CREAT | O_RDWR, 0644));
	SHOW(open("a", O_PATH | O_NOFOLLOW) >= 0);
	SHOW(mkdir("a/b", 0755));
	SHOW(unlink("a"));
	close(open("l0", O_CREAT | O_RDWR, 0644));
	for (int i = 1; i <= 41; i++) {
		sprintf(from, "l%d", i - 1);
		sprintf(to, "l%d", i);
		symlink(from, to);
	}
	SHOW(access("l40", F_OK));
	SHOW(access("l41", F_OK));
}

static void only_paths(void)
{
	struct stat s;
	struct statfs fs;
	char text[64];
	int fd = open("l0", O_PATH), link = open("l1", O_PATH | O_NOFOLLOW),
	    dir = open(".", O_PATH);

	SHOW(read(fd, path, 1));
	SHOW(write(fd, path, 1));
	SHOW(fchmod(fd, 0600));
	SHOW(fchown(fd, 0, 0));
	SHOW(ioctl(fd, FIONREAD, path));
	SHOW(lseek(fd, 0, SEEK_SET));
	SHOW(ftruncate(fd, 0));
	YES(mmap(NULL, PAGE, PROT_READ, MAP_SHARED, fd, 0) == MAP_FAILED && errno == EBADF);
	SHOW(fstat(fd, &s));
	YES(S_ISREG(s.st_mode));
	SHOW(fstat(link, &s));
	YES(S_ISLNK(s.st_mode));
	SHOW(readlinkat(link, "", text, sizeof(text)));
	SHOW(fstatfs(fd, &fs));
	SHOW(fcntl(fd, F_GETFD));
	YES(fcntl(fd, F_GETFL) & O_PATH);
	SHOW(fcntl(fd, F_SETFL, O_NONBLOCK));
	SHOW(fcntl(dup(fd), F_GETFD));
	SHOW(openat(dir, "l0", O_RDONLY) >= 0);
	SHOW(fchdir(dir));
	SHOW(fchdir(fd));
	SHOW(fsync(fd));
	sprintf(text, "/proc/self/fd/%d", fd);
	SHOW(open(text, O_RDWR) >= 0);
	sprintf(text, "/proc/self/fd/%d", link);
	SHOW(open(text, O_RDONLY));
	SHOW(linkat(fd, "", AT_FDCWD, "linked", AT_EMPTY_PATH));
	SHOW(faccessat(fd, "", R_OK, AT_EMPTY_PATH));
	SHOW(open("l1", O_NOFOLLOW));
	SHOW(open("l0", O_DIRECTORY));
	SHOW(open(".", O_NOFOLLOW | O_DIRECTORY) >= 0);
	SHOW(open(".", O_RDWR));
	SHOW(open(".", O_RDONLY | O_CREAT, 0644));
}

int main(void)
{
	long_names();
	loops();
	only_paths();
	return 0;
}
