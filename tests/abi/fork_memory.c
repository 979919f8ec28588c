/* SPDX-License-Identifier: MIT */
/*
 * after fork() neither process sees the writes of the other.
 */
#include <abi.h>

static int data = 1;
static int *heap;
static char *map;

static void child(void)
{
	out("child reads %d %d %d", data, *heap, map[100]);
	data = 10;
	*heap = 20;
	map[100] = 30;
	out("child has %d %d %d", data, *heap, map[100]);
}

int main(void)
{
	int local = 4;

	heap = malloc(sizeof(*heap));
	map = mmap(NULL, 4 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	*heap = 2;
	map[100] = 3;
	in_child("child", child);
	out("parent has %d %d %d %d", data, *heap, map[100], local);
	return 0;
}
