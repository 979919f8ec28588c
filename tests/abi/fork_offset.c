/* SPDX-License-Identifier: MIT */
/*
 * parent and child share the offset of an open file.
 */
#include <abi.h>

static int fd;

static void child(void)
{
	SHOW(write(fd, "child", 5));
}

int main(void)
{
	char text[32] = "";

	fd = open("file", O_RDWR | O_CREAT, 0600);
	SHOW(write(fd, "parent ", 7));
	in_child("child", child);
	SHOW(lseek(fd, 0, SEEK_CUR));
	SHOW(pread(fd, text, sizeof(text), 0));
	out("%s", text);
	return 0;
}
