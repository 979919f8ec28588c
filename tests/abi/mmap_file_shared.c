/* SPDX-License-Identifier: MIT */
/*
 * changes through a shared file mapping are visible to read(), and those of write() in the mapping.
 */
#include <abi.h>

int main(void)
{
	int fd = open("file", O_RDWR | O_CREAT, 0600);
	char text[16] = "", *p, *q;

	ftruncate(fd, 3 * PAGE);
	p = mmap(NULL, 3 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	q = mmap(NULL, PAGE, PROT_READ, MAP_SHARED, fd, PAGE);
	strcpy(p + PAGE, "through memory");
	out("%s", q);
	SHOW(pread(fd, text, 15, PAGE));
	out("%s", text);
	SHOW(pwrite(fd, "THROUGH", 7, PAGE));
	out("%s", q);
	SHOW(msync(p, 3 * PAGE, MS_SYNC));
	SHOW(munmap(p, 3 * PAGE));
	out("%s", q);
	return 0;
}
