/* SPDX-License-Identifier: MIT */
/*
 * Asks the kernel to read the kernel's memory for this process, then reads it directly, which ends
 * the process.
 */
#include <user.h>

int main(int argc, char **argv)
{
	/* On every architecture the last pages of the address space are the kernel's. */
	volatile char *kernel = (volatile char *)-0x100000l;
	long result = SYSCALL(__NR_write, 1, kernel, 1);

	print("%s: write from the kernel's memory: %d\n", argv[0], (int)result);
	print("%s: reading it: %d\n", argv[0], *kernel);
	return argc;
}
