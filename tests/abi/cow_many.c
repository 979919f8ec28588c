/* SPDX-License-Identifier: MIT */
/*
 * copy-on-write over three generations of processes.
 */
#include <abi.h>

static int values[3 * PAGE / 4];

static void grandchild(void)
{
	values[0] = 3;
	values[PAGE / 4] += 100;
	out("grandchild %d %d %d", values[0], values[PAGE / 4], values[2 * PAGE / 4]);
}

static void child(void)
{
	values[0] = 2;
	in_child("grandchild", grandchild);
	out("child %d %d %d", values[0], values[PAGE / 4], values[2 * PAGE / 4]);
}

int main(void)
{
	values[0] = 1;
	values[PAGE / 4] = 10;
	in_child("child", child);
	out("parent %d %d %d", values[0], values[PAGE / 4], values[2 * PAGE / 4]);
	return 0;
}
