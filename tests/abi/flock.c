/* SPDX-License-Identifier: MIT */
/*
 * a whole-file lock belongs to the open file, not to the process.
 */
#include <abi.h>
#include <sys/file.h>

int main(void)
{
	int a = open("file", O_RDWR | O_CREAT, 0600), b = open("file", O_RDWR), c = dup(a);

	SHOW(flock(a, LOCK_EX));
	SHOW(flock(b, LOCK_EX | LOCK_NB));
	SHOW(flock(b, LOCK_SH | LOCK_NB));
	SHOW(flock(c, LOCK_EX | LOCK_NB));
	SHOW(flock(a, LOCK_SH));
	SHOW(flock(b, LOCK_SH | LOCK_NB));
	SHOW(flock(b, LOCK_EX | LOCK_NB));
	SHOW(flock(c, LOCK_UN));
	SHOW(flock(b, LOCK_EX | LOCK_NB));
	SHOW(close(b));
	SHOW(flock(a, LOCK_EX | LOCK_NB));
	SHOW(flock(99, LOCK_EX));
	SHOW(flock(a, 0));
	SHOW(flock(a, 99));
	return 0;
}
