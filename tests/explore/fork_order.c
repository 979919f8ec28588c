/* SPDX-License-Identifier: MIT */
/*
 * Two processes race for a file: both check that it does not exist, and both create it.
 *
 * pattern: TOCTOU on a file between processes
 * depth: 2
 * found: exit:1
 * events: sync
 */
#include "explore.h"
#include <fcntl.h>

/* Whether this process created the file. */
static int claim(const char *path)
{
	int flags = O_CREAT | O_WRONLY | (FIXED ? O_EXCL : 0), fd;

	if (!FIXED && access(path, F_OK) == 0)
		return 0;
	fd = open(path, flags, 0600);
	if (fd < 0)
		return 0;
	close(fd);
	return 1;
}

int main(void)
{
	char path[] = "/tmp/explore-XXXXXX";
	int status, mine;
	pid_t child;

	close(mkstemp(path));
	unlink(path);
	child = fork();
	mine = claim(path);
	if (child == 0)
		_exit(mine);
	waitpid(child, &status, 0);
	unlink(path);
	printf("%d\n", mine + WEXITSTATUS(status));
	return mine + WEXITSTATUS(status) != 1;
}
