/* SPDX-License-Identifier: MIT */
/*
 * reading, writing and jumping to unmapped addresses, including those of the kernel.
 */
#include <abi.h>

static volatile char *where;

static void reads(void)
{
	out("%d", *where);
}

static void writes(void)
{
	*where = 1;
}

static void jumps(void)
{
	((void (*)(void))where)();
}

int main(void)
{
	static char *const places[] = {NULL, (char *)8, (char *)-4096l, (char *)-1l};

	for (unsigned i = 0; i < 4; i++) {
		where = places[i];
		out("place %u", i);
		in_child("read", reads);
		in_child("write", writes);
		in_child("jump", jumps);
	}
	where = read_only_page();
	in_child("write to read-only", writes);
	in_child("jump to data", jumps);
	where = (char *)main;
	in_child("write to text", writes);
	return 0;
}
