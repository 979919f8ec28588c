/* SPDX-License-Identifier: MIT */
/*
 * Two processes increment a counter in a file: they read it, add one, and write it back.
 *
 * pattern: lost update in a file between processes
 * depth: 2
 * found: exit:1
 * events: sync
 */
#include "explore.h"
#include <fcntl.h>
#include <sys/file.h>

static const char path[] = "/tmp/explore-count", lock_path[] = "/tmp/explore-lock";

static char get(void)
{
	int fd = open(path, O_RDONLY);
	char count = '0';

	if (read(fd, &count, 1) != 1)
		abort();
	close(fd);
	return count;
}

static void set(char count)
{
	int fd = open(path, O_WRONLY | O_CREAT, 0600);

	if (write(fd, &count, 1) != 1)
		abort();
	close(fd);
}

static void add_one(void)
{
	int fd = open(lock_path, O_RDWR | O_CREAT, 0600);

	if (FIXED)
		flock(fd, LOCK_EX);
	set((char)(get() + 1));
	close(fd);
}

int main(void)
{
	pid_t child;

	set('0');
	child = fork();
	add_one();
	if (child == 0)
		_exit(0);
	waitpid(child, NULL, 0);
	check(get() == '2');
	return 0;
}
