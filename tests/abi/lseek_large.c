/* SPDX-License-Identifier: MIT */
/*
 * offsets beyond 32 bits.
 */
#include <abi.h>

int main(void)
{
	int fd = open("file", O_RDWR | O_CREAT, 0600);
	struct stat st;
	char text[8] = "";

	YES(lseek(fd, 5000000000ll, SEEK_SET) == 5000000000ll);
	SHOW(write(fd, "far", 3));
	YES(lseek(fd, 0, SEEK_CUR) == 5000000003ll);
	SHOW(fstat(fd, &st));
	YES(st.st_size == 5000000003ll);
	SHOW(pread(fd, text, 3, 5000000000ll));
	out("%s", text);
	SHOW(pread(fd, text, 3, 4294967296ll));
	out("%d", text[0]);
	SHOW(ftruncate(fd, 4294967297ll));
	YES(lseek(fd, 0, SEEK_END) == 4294967297ll);
	YES(lseek(fd, -4294967297ll, SEEK_END) == 0);
	SHOW(ftruncate(fd, 0));
	return 0;
}
