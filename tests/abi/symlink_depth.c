/* SPDX-License-Identifier: MIT */
/*
 * forty links in a row are followed, forty-one are not.
 */
#include <abi.h>

int main(void)
{
	char from[16], to[16];
	struct stat st;

	close(open("l0", O_CREAT | O_WRONLY, 0600));
	for (int i = 1; i <= 42; i++) {
		snprintf(from, sizeof(from), "l%d", i - 1);
		snprintf(to, sizeof(to), "l%d", i);
		symlink(from, to);
	}
	SHOW(stat("l1", &st));
	SHOW(stat("l39", &st));
	SHOW(stat("l40", &st));
	SHOW(stat("l41", &st));
	SHOW(lstat("l41", &st));
	return 0;
}
