/* SPDX-License-Identifier: MIT */
/*
 * brk() moves the end of the data segment; sbrk() and malloc() build on it.
 */
#include <abi.h>

int main(void)
{
	char *start = sbrk(0), *p;

	YES(start != (void *)-1);
	p = sbrk(3 * PAGE);
	YES(p == start);
	memset(p, 9, 3 * PAGE);
	out("%d", p[3 * PAGE - 1]);
	SHOW(brk(start + PAGE));
	YES(sbrk(0) == start + PAGE);
	SHOW(brk(start + 3 * PAGE));
	out("%d %d", p[0], p[2 * PAGE]);
	YES(syscall(SYS_brk, 0) == (long)(start + 3 * PAGE));
	YES(syscall(SYS_brk, KERNEL) == (long)(start + 3 * PAGE));
	SHOW(brk(start));
	return 0;
}
