/* SPDX-License-Identifier: MIT */
/*
 * the mode of a new file is masked by the umask and does not restrict its first descriptor.
 */
#include <abi.h>

static void try(mode_t mask, mode_t mode)
{
	struct stat st;
	char text[2];
	int fd;

	umask(mask);
	fd = open("file", O_RDWR | O_CREAT | O_EXCL, mode);
	fstat(fd, &st);
	out("umask %03o mode %05o: %06o", mask, mode, st.st_mode);
	SHOW(write(fd, "x", 1));
	SHOW(pread(fd, text, 1, 0));
	close(fd);
	unlink("file");
}

int main(void)
{
	try(0, 0777);
	try(022, 0666);
	try(077, 0777);
	try(0777, 0777);
	try(0, 0);
	try(0, 06755);
	try(0, 01644);
	SHOW(umask(0123456));
	out("%o", umask(0));
	return 0;
}
