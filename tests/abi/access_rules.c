/* SPDX-License-Identifier: MIT */
/*
 * access() checks existence and permissions.
 */
#include <abi.h>

int main(void)
{
	close(open("file", O_CREAT | O_WRONLY, 0644));
	close(open("program", O_CREAT | O_WRONLY, 0755));
	SHOW(access("file", F_OK));
	SHOW(access("file", R_OK | W_OK));
	SHOW(access("file", X_OK));
	SHOW(access("program", X_OK));
	SHOW(access("missing", F_OK));
	SHOW(access("file/x", F_OK));
	SHOW(access("file", 99));
	SHOW(access(".", R_OK | W_OK | X_OK));
	SHOW(access(NOWHERE, F_OK));
	SHOW(faccessat(AT_FDCWD, "file", F_OK, AT_EACCESS));
	SHOW(faccessat(99, "file", F_OK, 0));
	return 0;
}
