/* SPDX-License-Identifier: MIT */
/*
 * writing changes mtime and ctime; reading and stat() do not.
 */
#include <abi.h>

int main(void)
{
	struct timespec old[2] = {{100, 0}, {100, 0}};
	int fd = open("file", O_CREAT | O_RDWR, 0600);
	struct stat st;
	char c;

	futimens(fd, old);
	fstat(fd, &st);
	YES(st.st_mtim.tv_sec == 100 && st.st_ctim.tv_sec != 100);
	read(fd, &c, 1);
	fstat(fd, &st);
	YES(st.st_mtim.tv_sec == 100);
	write(fd, "x", 1);
	fstat(fd, &st);
	YES(st.st_mtim.tv_sec != 100);
	futimens(fd, old);
	ftruncate(fd, 0);
	fstat(fd, &st);
	YES(st.st_mtim.tv_sec != 100);
	return 0;
}
