/* SPDX-License-Identifier: MIT */
/*
 * RLIMIT_FSIZE makes writes fail with EFBIG and sends SIGXFSZ.
 */
#include <abi.h>
#include <sys/resource.h>

#define LIMIT 1000000

static void ignoring(void)
{
	struct rlimit limit = {LIMIT, LIMIT};
	int fd = open("f", O_CREAT | O_RDWR, 0600);
	char text[80] = "";

	signal(SIGXFSZ, SIG_IGN);
	SHOW(setrlimit(RLIMIT_FSIZE, &limit));
	SHOW(pwrite(fd, text, 80, LIMIT - 100));
	SHOW(pwrite(fd, text, 80, LIMIT - 20));
	SHOW(pwrite(fd, text, 80, LIMIT));
	SHOW(ftruncate(fd, LIMIT + 1));
	SHOW(ftruncate(fd, LIMIT));
	close(fd);
}

static void killed(void)
{
	struct rlimit limit = {LIMIT, LIMIT};
	int fd = open("g", O_CREAT | O_RDWR, 0600);

	setrlimit(RLIMIT_FSIZE, &limit);
	pwrite(fd, "x", 1, LIMIT);
	_exit(1);
}

int main(void)
{
	in_child("killed", killed);
	in_child("ignoring", ignoring);
	return 0;
}
