/* SPDX-License-Identifier: MIT */
/*
 * lseek() from each origin, beyond the end, before the start, on pipes.
 */
#include <abi.h>

int main(void)
{
	int fd = open("file", O_RDWR | O_CREAT, 0600), fds[2];
	struct stat st;
	char text[3] = "x";

	SHOW(write(fd, "0123456789", 10));
	SHOW(lseek(fd, 4, SEEK_SET));
	SHOW(lseek(fd, 2, SEEK_CUR));
	SHOW(lseek(fd, -3, SEEK_END));
	SHOW(lseek(fd, -11, SEEK_END));
	SHOW(lseek(fd, -1, SEEK_SET));
	SHOW(lseek(fd, 0, SEEK_CUR));
	SHOW(lseek(fd, 0, 99));
	SHOW(lseek(99, 0, SEEK_SET));
	SHOW(lseek(fd, 5000, SEEK_SET));
	SHOW(fstat(fd, &st));
	out("size %ld", (long)st.st_size);
	SHOW(write(fd, "end", 3));
	fstat(fd, &st);
	out("size %ld", (long)st.st_size);
	SHOW(pread(fd, text, 1, 3000));
	out("hole %d", text[0]);
	pipe(fds);
	SHOW(lseek(fds[0], 0, SEEK_CUR));
	SHOW(lseek(fds[1], 0, SEEK_END));
	return 0;
}
