/* SPDX-License-Identifier: MIT */
/*
 * writes of up to PIPE_BUF bytes by several processes are not interleaved.
 */
#include <abi.h>

int main(void)
{
	char block[512];
	int fds[2], count[4] = {0}, mixed = 0;

	pipe(fds);
	for (int w = 0; w < 4; w++) {
		if (fork() == 0) {
			memset(block, w, sizeof(block));
			for (int i = 0; i < 200; i++)
				write(fds[1], block, sizeof(block));
			_exit(0);
		}
	}
	close(fds[1]);
	for (;;) {
		size_t have = 0;
		ssize_t n = 0;

		while (have < sizeof(block) &&
			(n = read(fds[0], block + have, sizeof(block) - have)) > 0)
			have += (size_t)n;
		if (have < sizeof(block))
			break;
		for (unsigned i = 0; i < sizeof(block); i++)
			mixed += block[i] != block[0];
		count[(int)block[0]]++;
	}
	while (wait(NULL) > 0)
		;
	out("%d %d %d %d, %d mixed", count[0], count[1], count[2], count[3], mixed);
	return 0;
}
