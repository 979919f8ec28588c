/* SPDX-License-Identifier: MIT */
/*
 * MADV_DONTNEED zeroes pages; other advice is accepted or rejected.
 */
#include <abi.h>

int main(void)
{
	char *p = mmap(NULL, 4 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	memset(p, 8, 4 * PAGE);
	SHOW(madvise(p + PAGE, PAGE, MADV_DONTNEED));
	out("%d %d %d", p[0], p[PAGE], p[2 * PAGE]);
	SHOW(madvise(p, 4 * PAGE, MADV_NORMAL));
	SHOW(madvise(p, 4 * PAGE, MADV_SEQUENTIAL));
	SHOW(madvise(p, 4 * PAGE, MADV_WILLNEED));
	SHOW(madvise(p + 1, PAGE, MADV_DONTNEED));
	SHOW(madvise(p, PAGE, 9999));
	SHOW(madvise(p, 0, MADV_DONTNEED));
	munmap(p + 2 * PAGE, PAGE);
	SHOW(madvise(p, 4 * PAGE, MADV_DONTNEED));
	out("%d %d", p[0], p[3 * PAGE]);
	return 0;
}
