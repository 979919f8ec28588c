/* SPDX-License-Identifier: MIT */
/*
 * mremap() grows, shrinks and moves mappings; errors.
 */
#include <abi.h>

int main(void)
{
	int rw = PROT_READ | PROT_WRITE, anon = MAP_PRIVATE | MAP_ANONYMOUS;
	char *base = mmap(NULL, 64 * PAGE, PROT_NONE, anon, -1, 0), *p, *q;

	p = mmap(base, 2 * PAGE, rw, anon | MAP_FIXED, -1, 0);
	memset(p, 3, 2 * PAGE);
	munmap(base + 2 * PAGE, 8 * PAGE);
	q = mremap(p, 2 * PAGE, 4 * PAGE, 0);
	YES(q == p);
	out("%d %d", q[2 * PAGE - 1], q[2 * PAGE]);
	q = mremap(p, 4 * PAGE, PAGE, 0);
	YES(q == p);
	q = mremap(p, PAGE, 20 * PAGE, 0);
	YES(q == MAP_FAILED && errno == ENOMEM);
	q = mremap(p, PAGE, 20 * PAGE, MREMAP_MAYMOVE);
	YES(q != MAP_FAILED && q != p);
	out("%d %d", q[PAGE - 1], q[19 * PAGE]);
	p = mremap(q, PAGE, PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, base + 30 * PAGE);
	YES(p == base + 30 * PAGE);
	out("%d", p[0]);
	YES(mremap(p + 1, PAGE, PAGE, MREMAP_MAYMOVE) == MAP_FAILED && errno == EINVAL);
	YES(mremap(p, PAGE, 0, MREMAP_MAYMOVE) == MAP_FAILED && errno == EINVAL);
	YES(mremap(p, PAGE, PAGE, 0x100) == MAP_FAILED && errno == EINVAL);
	YES(mremap(p, PAGE, PAGE, MREMAP_FIXED, q) == MAP_FAILED && errno == EINVAL);
	YES(mremap(base + 5 * PAGE, PAGE, 2 * PAGE, MREMAP_MAYMOVE) == MAP_FAILED &&
		errno == EFAULT);
	return 0;
}
