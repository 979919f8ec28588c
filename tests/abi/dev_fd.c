/* SPDX-License-Identifier: MIT */
/* Descriptors by name: /dev/fd, /dev/stdin and the like, /proc/self/fd and fdinfo. */
#include "abi.h"
#include <dirent.h>

static void show_info(const char *what, int fd)
{
	char path[64], text[512] = "", *line;
	int info;

	sprintf(path, "/proc/self/fdinfo/%d", fd);
	info = open(path, O_RDONLY);
	YES(info >= 0);
	read(info, text, sizeof(text) - 1);
	close(info);
	for (line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
		if (strncmp(line, "pos:", 4) == 0 || strncmp(line, "flags:", 6) == 0)
			out("%s %s", what, line);
}

int main(void)
{
	int ends[2], fd, again, count = 0;
	char path[64], text[16] = "";
	struct dirent *entry;
	DIR *dir;

	pipe(ends);
	sprintf(path, "/dev/fd/%d", ends[1]);
	fd = open(path, O_WRONLY);
	YES(fd >= 0);
	SHOW(write(fd, "hello", 5));
	SHOW(read(ends[0], text, 8));
	close(fd);
	dup2(ends[0], 0);
	fd = open("/dev/stdin", O_RDONLY);
	YES(fd >= 0);
	write(ends[1], "x", 1);
	SHOW(read(fd, text, 8));
	close(fd);
	SHOW(open("/dev/fd/77", O_RDONLY));
	fd = open("file", O_CREAT | O_RDWR | O_APPEND | O_CLOEXEC, 0644);
	write(fd, "0123456789", 10);
	show_info("appending", fd);
	sprintf(path, "/proc/self/fd/%d", fd);
	again = open(path, O_RDONLY);
	SHOW(read(again, text, 4));
	show_info("reading", again);
	SHOW(readlink(path, text, sizeof(text)) > 0);
	unlink("file");
	SHOW(open(path, O_RDONLY) >= 0);
	dir = opendir("/proc/self/fdinfo");
	while ((entry = readdir(dir)))
		count += entry->d_name[0] != '.';
	YES(count >= 5);
	closedir(dir);
	SHOW(open("/proc/self/fdinfo/77", O_RDONLY));
	return 0;
}
