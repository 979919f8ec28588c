/* SPDX-License-Identifier: MIT */
/*
 * a file of several megabytes keeps all its bytes.
 */
#include <abi.h>

int main(void)
{
	static unsigned char block[65536];
	int fd = open("file", O_RDWR | O_CREAT, 0600), wrong = 0;
	struct stat st;

	for (int i = 0; i < 64; i++) {
		memset(block, i + 1, sizeof(block));
		if (write(fd, block, sizeof(block)) != sizeof(block))
			out("write %d fails", i);
	}
	fstat(fd, &st);
	out("size %ld", (long)st.st_size);
	for (int i = 63; i >= 0; i--) {
		if (pread(fd, block, sizeof(block), i * 65536 - (i ? 1 : 0)) != sizeof(block))
			out("read %d fails", i);
		wrong += i && block[0] != i;
		wrong += block[1] != i + 1 || block[60000] != i + 1;
	}
	out("%d wrong", wrong);
	SHOW(ftruncate(fd, 100));
	SHOW(ftruncate(fd, 200000));
	pread(fd, block, 4096, 4000);
	out("%d", block[0] | block[4095]);
	return 0;
}
