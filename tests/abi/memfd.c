/* SPDX-License-Identifier: MIT */
/*
 * memfd_create(): a file without a name, sealed against changes.
 */
#include <abi.h>

int main(void)
{
	int fd = memfd_create("name", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	char *p;

	YES(fd > 2);
	SHOW(fcntl(fd, F_GETFD));
	SHOW(ftruncate(fd, PAGE));
	p = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	YES(p != MAP_FAILED);
	if (p == MAP_FAILED)
		return 1;
	strcpy(p, "text");
	char text[8] = "";
	SHOW(pread(fd, text, 8, 0));
	out("%s", text);
	SHOW(lseek(fd, 0, SEEK_END));
	SHOW(memfd_create("x", 0x1000));
	SHOW(memfd_create(NOWHERE, 0));
	SHOW(memfd_create(NULL, 0));
	munmap(p, PAGE);
	return 0;
}
