/* SPDX-License-Identifier: MIT */
/*
 * errors of open().
 */
#include <abi.h>

int main(void)
{
	char name[300], path[5000];

	memset(name, 'a', sizeof(name));
	name[256] = 0;
	memset(path, '/', sizeof(path));
	path[4998] = 'x';
	path[4999] = 0;
	mkdir("folder", 0755);
	close(open("file", O_CREAT | O_WRONLY, 0600));
	SHOW(open("", O_RDONLY));
	SHOW(open("folder", O_WRONLY));
	SHOW(open("folder", O_RDWR));
	SHOW(open("folder", O_RDONLY | O_CREAT, 0600));
	SHOW(open("file", O_RDONLY | O_DIRECTORY));
	SHOW(open("file/", O_RDONLY));
	SHOW(open("new/", O_RDWR | O_CREAT, 0600));
	SHOW(open("file/x", O_RDONLY));
	SHOW(open("file/..", O_RDONLY));
	SHOW(open("missing/x", O_RDWR | O_CREAT, 0600));
	SHOW(open(name, O_RDONLY));
	SHOW(open(name, O_RDWR | O_CREAT, 0600));
	name[255] = 0;
	YES(open(name, O_RDWR | O_CREAT, 0600) > 2);
	SHOW(open(path, O_RDONLY));
	SHOW(open(NOWHERE, O_RDONLY));
	SHOW(open(KERNEL, O_RDONLY));
	SHOW(open(NULL, O_RDONLY));
	return 0;
}
