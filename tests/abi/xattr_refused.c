/* SPDX-License-Identifier: MIT */
/*
 * Extended attributes where none exist: unknown namespaces, and errors of the calls.
 */
#include <abi.h>
#include <sys/xattr.h>

static char value[65537];

int main(void)
{
	char long_name[300];
	int fd = open("f", O_RDWR | O_CREAT, 0600), path = open("f", O_PATH);

	memset(long_name, 'x', sizeof(long_name) - 1);
	long_name[sizeof(long_name) - 1] = 0;
	symlink("f", "link");
	symlink("none", "dangling");
	SHOW(getxattr("f", "nosuch.kind", value, 10));
	SHOW(lgetxattr("link", "nosuch.kind", value, 10));
	SHOW(fgetxattr(fd, "nosuch.kind", value, 10));
	SHOW(setxattr("f", "nosuch.kind", value, 10, 0));
	SHOW(setxattr("f", "nosuch.kind", value, 10, XATTR_CREATE));
	SHOW(setxattr("f", "nosuch.kind", value, 0, 0));
	SHOW(fsetxattr(fd, "nosuch.kind", value, 10, 0));
	SHOW(removexattr("f", "nosuch.kind"));
	SHOW(lremovexattr("link", "nosuch.kind"));
	SHOW(fremovexattr(fd, "nosuch.kind"));
	SHOW(listxattr("f", value, 10));
	SHOW(llistxattr("link", NULL, 0));
	SHOW(flistxattr(fd, value, 10));
	SHOW(getxattr("none", "nosuch.kind", value, 10));
	SHOW(getxattr("dangling", "nosuch.kind", value, 10));
	SHOW(lgetxattr("dangling", "nosuch.kind", value, 10));
	SHOW(listxattr("dangling", value, 10));
	SHOW(llistxattr("dangling", value, 10));
	SHOW(getxattr("f/x", "nosuch.kind", value, 10));
	SHOW(getxattr("", "nosuch.kind", value, 10));
	SHOW(getxattr(NOWHERE, "nosuch.kind", value, 10));
	SHOW(fgetxattr(99, "nosuch.kind", value, 10));
	SHOW(fgetxattr(path, "nosuch.kind", value, 10));
	SHOW(fsetxattr(99, "nosuch.kind", value, 10, 0));
	SHOW(flistxattr(path, value, 10));
	SHOW(fremovexattr(99, "nosuch.kind"));
	SHOW(getxattr("f", "", value, 10));
	SHOW(getxattr("f", long_name, value, 10));
	SHOW(getxattr("f", NOWHERE, value, 10));
	SHOW(setxattr("f", "", value, 10, 0));
	SHOW(setxattr("f", "nosuch.kind", value, 10, 4));
	SHOW(setxattr("f", "nosuch.kind", value, sizeof(value), 0));
	SHOW(setxattr("f", "nosuch.kind", NOWHERE, 10, 0));
	SHOW(removexattr("f", ""));
	SHOW(removexattr("f", NOWHERE));
	return 0;
}
