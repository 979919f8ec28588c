/* SPDX-License-Identifier: MIT */
/*
 * the stack grows downwards on use, by megabytes.
 */
#include <abi.h>

static int deep(int depth)
{
	volatile char space[4000];

	space[0] = (char)depth;
	space[3999] = (char)depth;
	if (depth == 0)
		return 0;
	return deep(depth - 1) + (space[0] == (char)depth) + (space[3999] == (char)depth);
}

static void one_step(void)
{
	volatile char space[1 << 20];

	space[0] = 1;
	out("%d", space[0]);
}

int main(void)
{
	out("%d", deep(1000));
	one_step();
	return 0;
}
