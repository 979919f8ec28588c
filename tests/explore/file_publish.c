/* SPDX-License-Identifier: MIT */
/*
 * Two processes publish a version each. The newer version must remain, but a process compares the
 * versions before, not while, it replaces the file.
 *
 * pattern: TOCTOU on a file between processes
 * depth: 2
 * found: exit:1
 * events: sync
 */
#include "explore.h"
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

static const char published[] = "/tmp/explore-published", lock_path[] = "/tmp/explore-lock";

/* A version's number is the size of its file. */
static long version(void)
{
	struct stat status;

	return stat(published, &status) ? 0 : (long)status.st_size;
}

static void publish(int number)
{
	char path[] = "/tmp/explore-version-0";
	int lock = open(lock_path, O_RDWR | O_CREAT, 0600), fd;

	path[sizeof(path) - 2] += (char)number;
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	if (ftruncate(fd, number))
		abort();
	if (FIXED)
		flock(lock, LOCK_EX);
	if (version() < number)
		rename(path, published);
	close(fd);
	close(lock);
}

int main(void)
{
	pid_t child;

	unlink(published);
	child = fork();
	publish(child ? 1 : 2);
	if (child == 0)
		_exit(0);
	waitpid(child, NULL, 0);
	check(version() == 2);
	return 0;
}
