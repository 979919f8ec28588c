/* SPDX-License-Identifier: MIT */
/*
 * errors of the stat family.
 */
#include <abi.h>

int main(void)
{
	struct stat st;

	close(open("file", O_CREAT | O_WRONLY, 0640));
	SHOW(stat("missing", &st));
	SHOW(stat("", &st));
	SHOW(stat("file/", &st));
	SHOW(stat("file/x", &st));
	SHOW(stat(NOWHERE, &st));
	SHOW(stat(NULL, &st));
	SHOW(fstat(99, &st));
	SHOW(fstat(-1, &st));
	SHOW(fstatat(AT_FDCWD, "file", &st, 0x10));
	SHOW(fstatat(AT_FDCWD, "", &st, AT_EMPTY_PATH));
	SHOW(fstatat(99, "", &st, AT_EMPTY_PATH));
	SHOW(fstatat(99, "file", &st, 0));
	SHOW(fstatat(1, "", &st, AT_EMPTY_PATH));
	symlink("gone", "dangling");
	SHOW(stat("dangling", &st));
	SHOW(lstat("dangling", &st));
	SHOW(lstat("dangling/", &st));
	return 0;
}
