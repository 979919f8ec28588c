/* SPDX-License-Identifier: MIT */
/*
 * write() to a closed descriptor or a read-only file; bad pointers.
 */
#include <abi.h>

int main(void)
{
	char *end = page_end();
	int fd = open("file", O_RDWR | O_CREAT, 0600), reader, folder;

	reader = open("file", O_RDONLY);
	folder = open(".", O_RDONLY);
	SHOW(write(reader, "x", 1));
	SHOW(write(reader, "x", 0));
	SHOW(write(folder, "x", 1));
	SHOW(write(fd, NOWHERE, 1));
	SHOW(write(fd, KERNEL, 1));
	SHOW(write(fd, NULL, 5));
	SHOW(write(fd, NULL, 0));
	SHOW(write(fd, end - 4, 4));
	SHOW(lseek(fd, 0, SEEK_END));
	SHOW(write(fd, end, 1));
	SHOW(lseek(fd, 0, SEEK_END));
	return 0;
}
