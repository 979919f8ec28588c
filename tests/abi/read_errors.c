/* SPDX-License-Identifier: MIT */
/*
 * read() of a closed descriptor, of a write-only file, of a folder; bad pointers.
 */
#include <abi.h>

int main(void)
{
	char text[16], *end = page_end();
	int fd = open("file", O_RDWR | O_CREAT, 0600), folder, writer;

	SHOW(write(fd, "0123456789", 10));
	SHOW(lseek(fd, 0, SEEK_SET));
	SHOW(read(99, text, 1));
	SHOW(read(-1, text, 1));
	folder = open(".", O_RDONLY);
	SHOW(read(folder, text, 1));
	writer = open("file", O_WRONLY);
	SHOW(read(writer, text, 1));
	SHOW(read(fd, NOWHERE, 1));
	SHOW(read(fd, KERNEL, 1));
	SHOW(read(fd, NULL, 1));
	SHOW(read(fd, NULL, 0));
	SHOW(read(fd, read_only_page(), 1));
	SHOW(lseek(fd, 0, SEEK_CUR));
	SHOW(read(fd, end - 4, 4));
	SHOW(lseek(fd, 10, SEEK_SET));
	SHOW(read(fd, NOWHERE, 1));
	SHOW(lseek(fd, 1000, SEEK_SET));
	SHOW(read(fd, text, 1));
	SHOW(read(fd, text, 0));
	return 0;
}
