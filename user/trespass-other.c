/* SPDX-License-Identifier: MIT */
/*
 * Writes to the address of the counter of `spin`. Nothing is mapped there in this process, so the
 * write ends it.
 */
#include <user.h>

int main(int argc, char **argv)
{
	volatile char *other = (volatile char *)0x600000 /* .fixed in the Makefile */;
	long result = SYSCALL(__NR_write, 1, other, 1);

	print("%s: write from there: %d\n", argv[0], (int)result);
	*other = 1;
	print("%s: writing there worked\n", argv[0]);
	return argc;
}
