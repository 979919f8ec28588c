/* SPDX-License-Identifier: MIT */
/* sendfile() and copy_file_range() between all kinds of files. */
#include "abi.h"
#include <sys/sendfile.h>
#include <sys/socket.h>

enum { REGULAR, PIPE, SOCKET, ZERO, MEMORY, DIRECTORY, KINDS };
static const char *const names[] = {"regular", "pipe", "socket", "zero", "memory", "directory"};

static int input(int kind)
{
	int ends[2] = {-1, -1};

	switch (kind) {
	case REGULAR:
		return open("input", O_RDONLY);
	case PIPE:
		pipe(ends);
		write(ends[1], "from pipe", 9);
		return ends[0];
	case SOCKET:
		socketpair(AF_UNIX, SOCK_STREAM, 0, ends);
		write(ends[1], "from socket", 11);
		return ends[0];
	case ZERO:
		return open("/dev/zero", O_RDONLY);
	case MEMORY:
		ends[0] = memfd_create("m", 0);
		pwrite(ends[0], "from memory", 11, 0);
		return ends[0];
	default:
		return open(".", O_RDONLY);
	}
}

static int output(int kind)
{
	int ends[2] = {-1, -1};

	switch (kind) {
	case REGULAR:
		return open("output", O_CREAT | O_RDWR | O_TRUNC, 0644);
	case PIPE:
		pipe(ends);
		return ends[1];
	case SOCKET:
		socketpair(AF_UNIX, SOCK_STREAM, 0, ends);
		return ends[1];
	case ZERO:
		return open("/dev/null", O_WRONLY);
	case MEMORY:
		return memfd_create("m", 0);
	default:
		return open(".", O_RDONLY);
	}
}

int main(void)
{
	int fd = open("input", O_CREAT | O_RDWR, 0644), append;
	off_t at = 2;

	write(fd, "from a file", 11);
	for (int from = 0; from < KINDS; from++)
		for (int to = 0; to < KINDS; to++) {
			int in = input(from), dest = output(to);

			out("--- %s to %s", names[from], names[to]);
			if (from != ZERO && from != PIPE && from != SOCKET)
				SHOW(sendfile(dest, in, NULL, 5));
			/* Memory files are another file system on Linux. */
			if (from != PIPE && from != ZERO && from != MEMORY && to != MEMORY)
				SHOW(copy_file_range(in, NULL, dest, NULL, 5, 0));
			for (int i = 3; i < 64; i++)
				if (i != fd)
					close(i);
		}
	SHOW(sendfile(output(REGULAR), fd, &at, 100));
	out("at %ld", (long)at);
	at = 100;
	SHOW(sendfile(output(REGULAR), fd, &at, 100));
	at = -1;
	SHOW(sendfile(output(REGULAR), fd, &at, 100));
	append = open("output", O_WRONLY | O_APPEND);
	at = 0;
	SHOW(sendfile(append, fd, &at, 3));
	SHOW(copy_file_range(fd, &(off_t){0}, append, NULL, 3, 0));
	SHOW(copy_file_range(fd, &(off_t){0}, fd, &(off_t){2}, 4, 0));
	SHOW(copy_file_range(fd, &(off_t){0}, fd, &(off_t){20}, 4, 0));
	SHOW(lseek(fd, 0, SEEK_END));
	SHOW(copy_file_range(fd, &(off_t){100}, fd, &(off_t){20}, 4, 0));
	return 0;
}
