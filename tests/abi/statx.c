/* SPDX-License-Identifier: MIT */
/*
 * statx() fills in the requested fields; errors.
 */
#include <abi.h>

int main(void)
{
	struct statx x;
	int fd = open("file", O_CREAT | O_WRONLY, 0640);

	write(fd, "12345", 5);
	memset(&x, 0xff, sizeof(x));
	SHOW(statx(AT_FDCWD, "file", 0, STATX_BASIC_STATS, &x));
	YES((x.stx_mask & STATX_BASIC_STATS) == STATX_BASIC_STATS);
	out("size %d mode %o links %d", (int)x.stx_size, x.stx_mode, (int)x.stx_nlink);
	SHOW(statx(fd, "", AT_EMPTY_PATH, STATX_SIZE, &x));
	out("size %d", (int)x.stx_size);
	SHOW(statx(AT_FDCWD, "missing", 0, STATX_SIZE, &x));
	SHOW(statx(AT_FDCWD, "file", 0x10, STATX_SIZE, &x));
	SHOW(statx(AT_FDCWD, "file", 0, 0x80000000u, &x));
	SHOW(statx(AT_FDCWD, NOWHERE, 0, STATX_SIZE, &x));
	SHOW(statx(AT_FDCWD, "file", 0, STATX_SIZE, NOWHERE));
	SHOW(statx(AT_FDCWD, "", 0, STATX_SIZE, &x));
	SHOW(statx(99, "file", 0, STATX_SIZE, &x));
	return 0;
}
