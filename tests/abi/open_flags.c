/* SPDX-License-Identifier: MIT */
/*
 * open() creates, truncates, appends, excludes.
 */
#include <abi.h>

int main(void)
{
	char text[32] = "";
	int fd;

	SHOW(open("new", O_RDONLY));
	fd = open("new", O_RDWR | O_CREAT, 0600);
	YES(fd > 2);
	SHOW(write(fd, "0123456789", 10));
	close(fd);
	SHOW(open("new", O_RDWR | O_CREAT | O_EXCL, 0600));
	fd = open("new", O_WRONLY | O_APPEND);
	SHOW(lseek(fd, 0, SEEK_CUR));
	SHOW(write(fd, "ab", 2));
	SHOW(lseek(fd, 0, SEEK_CUR));
	SHOW(lseek(fd, 3, SEEK_SET));
	SHOW(write(fd, "cd", 2));
	SHOW(read(fd, text, 5));
	close(fd);
	fd = open("new", O_RDONLY);
	SHOW(read(fd, text, sizeof(text)));
	out("%s", text);
	SHOW(write(fd, "x", 1));
	close(fd);
	fd = open("new", O_RDWR | O_TRUNC);
	SHOW(read(fd, text, sizeof(text)));
	SHOW(lseek(fd, 0, SEEK_END));
	return 0;
}
