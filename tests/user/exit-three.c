/* SPDX-License-Identifier: MIT */
/*
 * Ends its only thread with status 3, which becomes the status of the process.
 */
#include <user.h>

int main(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	SYSCALL(__NR_exit, 3);
	return 4;
}
