/* SPDX-License-Identifier: MIT */
/*
 * the small devices: null, zero, full.
 */
#include <abi.h>

int main(void)
{
	char text[8] = "abcdefg";
	int null = open("/dev/null", O_RDWR), zero = open("/dev/zero", O_RDWR),
	    full = open("/dev/full", O_RDWR);

	YES(null > 2 && zero > 2 && full > 2);
	SHOW(read(null, text, 8));
	SHOW(write(null, text, 8));
	SHOW(write(null, NOWHERE, 8));
	SHOW(lseek(null, 100, SEEK_SET));
	SHOW(read(zero, text, 4));
	out("%d %d %d %d %c", text[0], text[1], text[2], text[3], text[4]);
	SHOW(write(zero, text, 8));
	SHOW(read(zero, NOWHERE, 1));
	SHOW(read(full, text, 8));
	out("%d", text[7]);
	SHOW(write(full, text, 8));
	SHOW(write(full, text, 0));
	SHOW(ioctl(null, 0x5401, text));
	SHOW(isatty(null));
	SHOW(open("/dev/null/x", O_RDONLY));
	SHOW(ftruncate(null, 0));
	return 0;
}
