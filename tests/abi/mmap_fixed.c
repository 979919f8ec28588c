/* SPDX-License-Identifier: MIT */
/*
 * MAP_FIXED replaces mappings, MAP_FIXED_NOREPLACE does not; a plain address is only a hint.
 */
#include <abi.h>

int main(void)
{
	int rw = PROT_READ | PROT_WRITE, anon = MAP_PRIVATE | MAP_ANONYMOUS;
	char *p = mmap(NULL, 4 * PAGE, rw, anon, -1, 0), *q;

	memset(p, 1, 4 * PAGE);
	q = mmap(p + PAGE, PAGE, rw, anon | MAP_FIXED, -1, 0);
	YES(q == p + PAGE);
	out("%d %d %d", p[PAGE - 1], p[PAGE], p[2 * PAGE]);
	q = mmap(p, PAGE, rw, anon | MAP_FIXED_NOREPLACE, -1, 0);
	YES(q == MAP_FAILED && errno == EEXIST);
	q = mmap(p, PAGE, rw, anon, -1, 0);
	YES(q != MAP_FAILED && (q < p || q >= p + 4 * PAGE));
	munmap(p + 2 * PAGE, PAGE);
	q = mmap(p + 2 * PAGE, PAGE, rw, anon | MAP_FIXED_NOREPLACE, -1, 0);
	YES(q == p + 2 * PAGE);
	out("%d", q[0]);
	munmap(p, 4 * PAGE);
	q = mmap(p, PAGE, rw, anon, -1, 0);
	YES(q == p);
	return 0;
}
