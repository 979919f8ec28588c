/* SPDX-License-Identifier: MIT */
/*
 * /proc/self/fd lists the open files, and its links lead to them.
 */
#include <abi.h>
#include <dirent.h>

int main(void)
{
	int fd = open("file", O_RDWR | O_CREAT, 0600), other, ends[2], n = 0;
	char path[64], target[300] = "", text[8] = "";
	struct dirent *e;
	DIR *d;

	write(fd, "data", 4);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	YES(readlink(path, target, 299) > 0);
	out("%s", strrchr(target, '/') + 1);
	other = open(path, O_RDONLY);
	YES(other > 2);
	SHOW(read(other, text, 8));
	SHOW(open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600));
	SHOW(lseek(other, 0, SEEK_END));
	SHOW(open(path, O_WRONLY | O_CREAT | O_EXCL, 0600));
	strcat(path, "/");
	SHOW(open(path, O_WRONLY | O_CREAT, 0600));
	pipe(ends);
	snprintf(path, sizeof(path), "/dev/fd/%d", ends[1]);
	n = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
	SHOW(write(n, "pipe", 4));
	SHOW(read(ends[0], text, 8));
	snprintf(path, sizeof(path), "/proc/self/fd/%d", open(".", O_RDONLY));
	SHOW(open(path, O_WRONLY | O_CREAT, 0600));
	n = 0;
	d = opendir("/proc/self/fd");
	while (d && (e = readdir(d)))
		n += e->d_name[0] != '.';
	out("%d open", n);
	SHOW(readlink("/proc/self/fd/99", target, 299));
	return 0;
}
