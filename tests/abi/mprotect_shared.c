/* SPDX-License-Identifier: MIT */
/* A shared mapping of a file opened for reading only can never become writable. */
#include "abi.h"

int main(void)
{
	int fd = open("file", O_CREAT | O_RDWR, 0644), ro;
	char *p, *whole;

	write(fd, "text", 4);
	ro = open("file", O_RDONLY);
	p = mmap(NULL, PAGE, PROT_READ, MAP_SHARED, ro, 0);
	YES(p != MAP_FAILED);
	SHOW(mprotect(p, PAGE, PROT_READ | PROT_WRITE));
	SHOW(mprotect(p, PAGE, PROT_READ));
	SHOW(mprotect(p, PAGE, PROT_NONE));
	YES(mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, ro, 0) == MAP_FAILED &&
		errno == EACCES);
	p = mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, ro, 0);
	SHOW(mprotect(p, PAGE, PROT_READ | PROT_WRITE));
	p[0] = 'T';
	p = mmap(NULL, PAGE, PROT_READ, MAP_SHARED, fd, 0);
	SHOW(mprotect(p, PAGE, PROT_READ | PROT_WRITE));
	p[1] = 'E';
	whole = mmap(NULL, 3 * PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	mmap(whole + PAGE, PAGE, PROT_READ, MAP_SHARED | MAP_FIXED, ro, 0);
	SHOW(mprotect(whole, 3 * PAGE, PROT_READ | PROT_WRITE));
	whole[0] = 'w';
	YES(whole[PAGE] == 't' && whole[PAGE + 1] == 'E');
	return 0;
}
