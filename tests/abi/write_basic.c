/* SPDX-License-Identifier: MIT */
/*
 * write() to standard output: counts, errors, bad pointers.
 */
#include <abi.h>

int main(void)
{
	SHOW(write(1, "text\n", 5));
	SHOW(write(1, "", 0));
	SHOW(write(1, NULL, 0));
	SHOW(write(99, "x", 1));
	SHOW(write(-1, "x", 1));
	SHOW(write(-1, NOWHERE, 1));
	RAW(write, 99, KERNEL, 1);
	return 0;
}
