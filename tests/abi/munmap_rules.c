/* SPDX-License-Identifier: MIT */
/*
 * munmap() of holes, several areas, and parts of areas; errors.
 */
#include <abi.h>

int main(void)
{
	char *p = mmap(NULL, 8 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	SHOW(munmap(p + 1, PAGE));
	SHOW(munmap(p, 0));
	SHOW(munmap((void *)-PAGE, 2 * PAGE));
	SHOW(munmap((void *)-PAGE, PAGE));
	SHOW(munmap(p + PAGE, 1));
	SHOW(munmap(p + PAGE, PAGE));
	SHOW(munmap(p + 3 * PAGE, PAGE));
	SHOW(munmap(p, 8 * PAGE));
	SHOW(munmap(p, 8 * PAGE));
	return 0;
}
