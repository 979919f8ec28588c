/* SPDX-License-Identifier: MIT */
/* Seals of memory files: their effects on writes, sizes, holes and mappings. */
#include "abi.h"
#include <sys/mman.h>

static int fd;

static void fresh(const char *what)
{
	close(fd);
	fd = memfd_create("sealed", MFD_ALLOW_SEALING);
	write(fd, "0123456789", 10);
	out("--- %s", what);
}

static void *map(int prot, int flags)
{
	return mmap(NULL, PAGE, prot, flags, fd, 0);
}

int main(void)
{
	char text[16];
	char *p, *q;

	fd = memfd_create("plain", 0);
	SHOW(fcntl(fd, F_GET_SEALS));
	SHOW(fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE));
	fresh("shrink");
	SHOW(fcntl(fd, F_GET_SEALS));
	SHOW(fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK));
	SHOW(fcntl(fd, F_GET_SEALS));
	SHOW(ftruncate(fd, 5));
	SHOW(ftruncate(fd, 10));
	SHOW(ftruncate(fd, 20));
	fresh("grow");
	SHOW(fcntl(fd, F_ADD_SEALS, F_SEAL_GROW));
	SHOW(ftruncate(fd, 20));
	SHOW(write(fd, "x", 1));
	SHOW(pwrite(fd, "xyz", 3, 8));
	SHOW(pwrite(fd, "xy", 2, 8));
	SHOW(fallocate(fd, 0, 0, 20));
	SHOW(fallocate(fd, 0, 0, 10));
	SHOW(ftruncate(fd, 5));
	fresh("write");
	p = map(PROT_READ | PROT_WRITE, MAP_SHARED);
	YES(p != MAP_FAILED);
	SHOW(fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE));
	SHOW(munmap(p, PAGE));
	SHOW(fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE));
	SHOW(pwrite(fd, "x", 1, 0));
	SHOW(pread(fd, text, 3, 0));
	SHOW(ftruncate(fd, 12));
	SHOW(fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, 4));
	YES(map(PROT_READ | PROT_WRITE, MAP_SHARED) == MAP_FAILED && errno == EPERM);
	p = map(PROT_READ, MAP_SHARED);
	YES(p != MAP_FAILED && p[0] == '0');
	SHOW(mprotect(p, PAGE, PROT_READ | PROT_WRITE));
	q = map(PROT_READ | PROT_WRITE, MAP_PRIVATE);
	YES(q != MAP_FAILED);
	q[0] = 'q';
	YES(p[0] == '0');
	fresh("future write");
	p = map(PROT_READ | PROT_WRITE, MAP_SHARED);
	SHOW(fcntl(fd, F_ADD_SEALS, F_SEAL_FUTURE_WRITE));
	p[0] = 'p';
	SHOW(pread(fd, text, 1, 0));
	YES(text[0] == 'p');
	SHOW(pwrite(fd, "x", 1, 0));
	YES(map(PROT_READ | PROT_WRITE, MAP_SHARED) == MAP_FAILED && errno == EPERM);
	fresh("seal");
	SHOW(fcntl(fd, F_ADD_SEALS, F_SEAL_SEAL));
	SHOW(fcntl(fd, F_ADD_SEALS, F_SEAL_GROW));
	fresh("errors");
	SHOW(fcntl(fd, F_ADD_SEALS, 0x1000));
	SHOW(fcntl(0, F_GET_SEALS));
	SHOW(fcntl(99, F_GET_SEALS));
	SHOW(fcntl(open("/dev/null", O_RDWR), F_ADD_SEALS, 1));
	return 0;
}
