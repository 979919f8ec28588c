/* SPDX-License-Identifier: MIT */
/* Holes punched into a file in memory, seen by read(), mappings, SEEK_DATA and SEEK_HOLE. */
#include "abi.h"

static int fd;

static void show_layout(void)
{
	struct stat s;
	char text[200] = "";
	off_t at = 0;

	fstat(fd, &s);
	while (strlen(text) < 150 && (at = lseek(fd, at, SEEK_DATA)) >= 0) {
		sprintf(text + strlen(text), "[%ld-", (long)at);
		at = lseek(fd, at, SEEK_HOLE);
		sprintf(text + strlen(text), "%ld) ", (long)at);
	}
	out("size %ld, blocks %ld: %s", (long)s.st_size, (long)s.st_blocks, text);
}

static void punch(off_t at, off_t n)
{
	out("punch %ld+%ld", (long)at, (long)n);
	SHOW(fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, at, n));
	show_layout();
}

int main(void)
{
	static char data[10 * PAGE], back[10 * PAGE];
	char *p;
	int zeros = 0;

	fd = memfd_create("holes", 0);
	memset(data, 'd', sizeof(data));
	SHOW(write(fd, data, sizeof(data)));
	show_layout();
	p = mmap(NULL, sizeof(data), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	for (size_t i = 0; i < sizeof(data); i += PAGE)
		YES(p[i] == 'd');
	punch(PAGE, 2 * PAGE);
	YES(p[0] == 'd' && p[PAGE] == 0 && p[3 * PAGE - 1] == 0 && p[3 * PAGE] == 'd');
	punch(4 * PAGE + 100, 200);
	YES(p[4 * PAGE + 99] == 'd' && p[4 * PAGE + 100] == 0 && p[4 * PAGE + 299] == 0 &&
		p[4 * PAGE + 300] == 'd');
	punch(5 * PAGE + 1000, 2 * PAGE);
	punch(9 * PAGE, 100 * PAGE);
	SHOW(pread(fd, back, sizeof(back), 0));
	for (size_t i = 0; i < sizeof(back); i++)
		zeros += back[i] == 0;
	out("%d zeros", zeros);
	p[2 * PAGE] = 'n';
	show_layout();
	SHOW(fallocate(fd, 0, 0, 3 * PAGE));
	show_layout();
	SHOW(fallocate(fd, FALLOC_FL_KEEP_SIZE, 20 * PAGE, PAGE));
	show_layout();
	SHOW(fallocate(fd, 0, 12 * PAGE, 10));
	YES(lseek(fd, 0, SEEK_END) == 12 * PAGE + 10);
	SHOW(fallocate(fd, FALLOC_FL_PUNCH_HOLE, 0, PAGE));
	SHOW(fallocate(fd, FALLOC_FL_ZERO_RANGE, 0, PAGE));
	SHOW(fallocate(fd, FALLOC_FL_COLLAPSE_RANGE, 0, PAGE));
	SHOW(fallocate(fd, 0x1000, 0, PAGE));
	SHOW(fallocate(fd, 0, -1, PAGE));
	SHOW(fallocate(fd, 0, 0, 0));
	return 0;
}
