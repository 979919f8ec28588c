/* SPDX-License-Identifier: MIT */
/*
 * mincore(), mlock() and msync(): results and errors.
 */
#include <abi.h>

int main(void)
{
	unsigned char there[4] = {0xff, 0xff, 0xff, 0xff};
	char *p = mmap(NULL, 4 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	p[0] = p[2 * PAGE] = 1;
	SHOW(mincore(p, 4 * PAGE, there));
	out("%d %d", there[0] & 1, there[2] & 1);
	SHOW(mincore(p + 1, PAGE, there));
	SHOW(mincore(p, PAGE, NOWHERE));
	SHOW(mlock(p, PAGE));
	SHOW(munlock(p, PAGE));
	SHOW(msync(p, 4 * PAGE, MS_SYNC));
	SHOW(msync(p, PAGE, MS_SYNC | MS_ASYNC));
	SHOW(msync(p + 1, PAGE, MS_SYNC));
	SHOW(msync(p, PAGE, 0x100));
	munmap(p + PAGE, PAGE);
	SHOW(msync(p, 4 * PAGE, MS_ASYNC));
	SHOW(mincore(p, 4 * PAGE, there));
	SHOW(mlock(p, 4 * PAGE));
	return 0;
}
