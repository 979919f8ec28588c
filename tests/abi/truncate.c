/* SPDX-License-Identifier: MIT */
/*
 * truncate() and ftruncate() shorten and extend files; errors.
 */
#include <abi.h>

int main(void)
{
	int fd = open("file", O_RDWR | O_CREAT, 0600), reader;
	char text[16] = "";
	struct stat st;

	SHOW(write(fd, "0123456789", 10));
	SHOW(ftruncate(fd, 4));
	SHOW(lseek(fd, 0, SEEK_CUR));
	SHOW(ftruncate(fd, 8));
	SHOW(pread(fd, text, 16, 0));
	out("%.4s %d %d", text, text[4], text[7]);
	SHOW(truncate("file", 2));
	SHOW(stat("file", &st));
	out("size %ld", (long)st.st_size);
	SHOW(ftruncate(fd, -1));
	SHOW(truncate("file", -1));
	SHOW(truncate("missing", 1));
	SHOW(truncate(".", 1));
	SHOW(truncate("", 1));
	SHOW(truncate(NOWHERE, 1));
	SHOW(ftruncate(99, 1));
	reader = open("file", O_RDONLY);
	SHOW(ftruncate(reader, 1));
	SHOW(ftruncate(open(".", O_RDONLY), 1));
	return 0;
}
