/* SPDX-License-Identifier: MIT */
/*
 * parent and child share a shared file mapping made before fork().
 */
#include <abi.h>

static volatile int *p;

static void child(void)
{
	p[0] = 11;
	p[PAGE / 4] = 22;
}

int main(void)
{
	int fd = open("file", O_RDWR | O_CREAT, 0600), value;

	ftruncate(fd, 2 * PAGE);
	p = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	in_child("child", child);
	pread(fd, &value, sizeof(value), PAGE);
	out("%d %d %d", p[0], p[PAGE / 4], value);
	return 0;
}
