/* SPDX-License-Identifier: MIT */
/*
 * anonymous memory is zero, private to its process, and inaccessible after munmap().
 */
#include <abi.h>

static void touch(void)
{
	char *p = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	munmap(p, PAGE);
	*(volatile char *)p = 1;
}

int main(void)
{
	char *p = mmap(NULL, 16 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int set = 0;

	YES(p != MAP_FAILED && (uintptr_t)p % PAGE == 0);
	for (int i = 0; i < 16 * PAGE; i++)
		set |= p[i];
	out("set: %d", set);
	memset(p, 7, 16 * PAGE);
	SHOW(munmap(p + 4 * PAGE, 4 * PAGE));
	out("%d %d", p[4 * PAGE - 1], p[8 * PAGE]);
	SHOW(munmap(p, 16 * PAGE));
	in_child("after munmap", touch);
	return 0;
}
