/* SPDX-License-Identifier: MIT */
/*
 * Tries to have the kernel read its own memory for us, then reads it itself. The second ends it.
 */
#include <user.h>

int main(int argc, char **argv)
{
	/* The last pages of the address space belong to the kernel on every architecture. */
	volatile char *kernel = (volatile char *)-0x100000l;
	long result = SYSCALL(__NR_write, 1, kernel, 1);

	print("%s: write from the kernel's memory: %d\n", argv[0], (int)result);
	print("%s: reading it: %d\n", argv[0], *kernel);
	return argc;
}
