/* SPDX-License-Identifier: MIT */
/*
 * RENAME_NOREPLACE and RENAME_EXCHANGE.
 */
#include <abi.h>

int main(void)
{
	close(open("file", O_CREAT | O_WRONLY, 0600));
	mkdir("folder", 0700);
	SHOW(renameat2(AT_FDCWD, "file", AT_FDCWD, "folder", RENAME_NOREPLACE));
	SHOW(renameat2(AT_FDCWD, "file", AT_FDCWD, "new", RENAME_NOREPLACE));
	SHOW(renameat2(AT_FDCWD, "new", AT_FDCWD, "folder", RENAME_EXCHANGE));
	SHOW(rmdir("new"));
	SHOW(unlink("folder"));
	SHOW(renameat2(AT_FDCWD, "missing", AT_FDCWD, "x", RENAME_EXCHANGE));
	close(open("file", O_CREAT | O_WRONLY, 0600));
	SHOW(renameat2(AT_FDCWD, "file", AT_FDCWD, "x", RENAME_EXCHANGE));
	SHOW(renameat2(AT_FDCWD, "file", AT_FDCWD, "x", RENAME_EXCHANGE | RENAME_NOREPLACE));
	SHOW(renameat2(AT_FDCWD, "file", AT_FDCWD, "x", 0x80));
	return 0;
}
