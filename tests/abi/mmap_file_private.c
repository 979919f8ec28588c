/* SPDX-License-Identifier: MIT */
/*
 * a private file mapping shows the file's contents and keeps its changes to itself.
 */
#include <abi.h>

int main(void)
{
	int fd = open("file", O_RDWR | O_CREAT, 0600);
	char text[16] = "", *p;

	write(fd, "contents of the file", 20);
	p = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
	close(fd);
	out("%.20s", p);
	out("beyond the end: %d %d", p[20], p[PAGE - 1]);
	memcpy(p, "CONTENTS", 8);
	fd = open("file", O_RDWR);
	pread(fd, text, 8, 0);
	out("%.8s %.8s", p, text);
	return 0;
}
