/* SPDX-License-Identifier: MIT */
/*
 * mprotect() splits areas and removes access rights; errors.
 */
#include <abi.h>

static char *p;

static void write_third(void)
{
	p[2 * PAGE] = 1;
}

static void read_none(void)
{
	out("%d", p[4 * PAGE]);
}

int main(void)
{
	p = mmap(NULL, 8 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	memset(p, 5, 8 * PAGE);
	SHOW(mprotect(p + 2 * PAGE, PAGE, PROT_READ));
	out("%d", p[2 * PAGE]);
	in_child("write to read-only", write_third);
	SHOW(mprotect(p + 4 * PAGE, PAGE, PROT_NONE));
	in_child("read from none", read_none);
	SHOW(mprotect(p, 8 * PAGE, PROT_READ | PROT_WRITE));
	in_child("write again", write_third);
	SHOW(mprotect(p + 1, PAGE, PROT_READ));
	SHOW(mprotect(p, 0, PROT_READ));
	SHOW(mprotect(p, PAGE, 0x100));
	munmap(p + 5 * PAGE, PAGE);
	SHOW(mprotect(p, 8 * PAGE, PROT_READ));
	SHOW(mprotect(p + 5 * PAGE, PAGE, PROT_READ));
	SHOW(mprotect((void *)-PAGE, PAGE, PROT_READ));
	in_child("write after failure", write_third);
	return 0;
}
