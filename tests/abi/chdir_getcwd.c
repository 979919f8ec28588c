/* SPDX-License-Identifier: MIT */
/*
 * the working folder: changed, named, removed.
 */
#include <abi.h>

int main(void)
{
	char start[512], now[512];
	int fd;

	YES(getcwd(start, sizeof(start)) == start);
	mkdir("a", 0700);
	mkdir("a/b", 0700);
	SHOW(chdir("a/b"));
	getcwd(now, sizeof(now));
	out("%s", now + strlen(start));
	SHOW(chdir(".."));
	getcwd(now, sizeof(now));
	out("%s", now + strlen(start));
	fd = open("b", O_RDONLY);
	SHOW(fchdir(fd));
	getcwd(now, sizeof(now));
	out("%s", now + strlen(start));
	SHOW(rmdir("../b"));
	YES(getcwd(now, sizeof(now)) == NULL && errno == ENOENT);
	SHOW(open("x", O_CREAT | O_WRONLY, 0600));
	SHOW(chdir(".."));
	SHOW(chdir("missing"));
	SHOW(chdir(""));
	SHOW(chdir(NOWHERE));
	close(open("file", O_CREAT | O_WRONLY, 0600));
	SHOW(chdir("file"));
	SHOW(fchdir(99));
	SHOW(fchdir(open("file", O_RDONLY)));
	chdir("/");
	SHOW(syscall(SYS_getcwd, now, sizeof(now)));
	SHOW(syscall(SYS_getcwd, now, 1));
	SHOW(syscall(SYS_getcwd, NOWHERE, 100));
	return 0;
}
