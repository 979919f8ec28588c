/* SPDX-License-Identifier: MIT */
/*
 * a FIFO connects processes by name; open() waits for the other end.
 */
#include <abi.h>

static void reader(void)
{
	char text[16] = "";
	int fd = open("fifo", O_RDONLY);

	SHOW(read(fd, text, 5));
	out("%s", text);
	SHOW(read(fd, text, 5));
}

int main(void)
{
	int fd;
	pid_t pid;

	SHOW(mkfifo("fifo", 0600));
	SHOW(mkfifo("fifo", 0600));
	SHOW(open("fifo", O_WRONLY | O_NONBLOCK));
	fd = open("fifo", O_RDONLY | O_NONBLOCK);
	YES(fd > 2);
	char c;
	SHOW(read(fd, &c, 1));
	close(fd);
	pid = fork();
	if (pid == 0) {
		reader();
		_exit(0);
	}
	fd = open("fifo", O_WRONLY);
	write(fd, "hello", 5);
	close(fd);
	waitpid(pid, NULL, 0);
	return 0;
}
