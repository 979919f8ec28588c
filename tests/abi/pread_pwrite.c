/* SPDX-License-Identifier: MIT */
/*
 * reading and writing at an offset does not move the file's own.
 */
#include <abi.h>

int main(void)
{
	char text[32] = "";
	int fd = open("file", O_RDWR | O_CREAT, 0600), fds[2];

	SHOW(pwrite(fd, "hello", 5, 3));
	SHOW(lseek(fd, 0, SEEK_CUR));
	SHOW(pread(fd, text, sizeof(text), 0));
	out("%d %d %d '%s'", text[0], text[1], text[2], text + 3);
	SHOW(pread(fd, text, 2, 6));
	out("%.2s", text);
	SHOW(pread(fd, text, 2, 8));
	SHOW(pread(fd, text, 2, 100));
	SHOW(pread(fd, text, 2, -1));
	SHOW(pwrite(fd, text, 2, -1));
	SHOW(pread(99, text, 2, 0));
	SHOW(pread(fd, NOWHERE, 2, 3));
	pipe(fds);
	SHOW(pread(fds[0], text, 2, 0));
	SHOW(pwrite(fds[1], text, 2, 0));
	fd = open("file", O_RDWR | O_APPEND);
	SHOW(pwrite(fd, "end", 3, 0));
	SHOW(lseek(fd, 0, SEEK_END));
	return 0;
}
