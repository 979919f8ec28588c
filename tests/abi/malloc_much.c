/* SPDX-License-Identifier: MIT */
/*
 * blocks of many sizes, allocated and freed in random order, keep their contents.
 */
#include <abi.h>

int main(void)
{
	static unsigned char *blocks[400];
	static size_t sizes[400];
	unsigned seed = 1, wrong = 0;

	for (int round = 0; round < 8000; round++) {
		unsigned i;

		seed = seed * 1103515245 + 12345;
		i = (seed >> 16) % 400;
		if (blocks[i]) {
			wrong += blocks[i][0] != i % 251 || blocks[i][sizes[i] - 1] != i % 251;
			free(blocks[i]);
			blocks[i] = NULL;
		} else {
			sizes[i] = (seed >> 8) % (i % 50 ? 3000 : 300000) + 1;
			blocks[i] = malloc(sizes[i]);
			if (!blocks[i])
				return 1;
			blocks[i][0] = blocks[i][sizes[i] - 1] = (unsigned char)(i % 251);
		}
	}
	out("%u wrong", wrong);
	return 0;
}
