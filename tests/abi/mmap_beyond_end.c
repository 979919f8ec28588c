/* SPDX-License-Identifier: MIT */
/*
 * an access to a file mapping beyond the file's last page raises SIGBUS.
 */
#include <abi.h>

static char *p;

static void beyond(void)
{
	out("%d", p[PAGE]);
}

static void after_truncate(void)
{
	ftruncate(3, 0);
	out("%d", p[0]);
}

int main(void)
{
	int fd = open("file", O_RDWR | O_CREAT, 0600);

	dup2(fd, 3);
	write(fd, "123", 3);
	p = mmap(NULL, 2 * PAGE, PROT_READ, MAP_SHARED, fd, 0);
	out("%d %d", p[2], p[PAGE - 1]);
	in_child("beyond", beyond);
	ftruncate(fd, PAGE + 1);
	in_child("extended", beyond);
	in_child("truncated", after_truncate);
	return 0;
}
