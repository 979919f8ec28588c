/* SPDX-License-Identifier: MIT */
/*
 * a folder's entries: each is returned once, with its type.
 */
#include <abi.h>
#include <dirent.h>

static int compare(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

int main(void)
{
	struct dirent **list;
	char name[16], buffer[64];
	int n, fd;

	mkdir("d", 0700);
	mkdir("d/folder", 0700);
	symlink("x", "d/link");
	mkfifo("d/fifo", 0600);
	close(open("d/file", O_CREAT | O_WRONLY, 0600));
	n = scandir("d", &list, NULL, compare);
	for (int i = 0; i < n; i++)
		out("%s kind %d", list[i]->d_name, list[i]->d_type);
	mkdir("many", 0700);
	for (int i = 0; i < 300; i++) {
		snprintf(name, sizeof(name), "many/%d", i);
		close(open(name, O_CREAT | O_WRONLY, 0600));
	}
	n = scandir("many", &list, NULL, compare);
	out("%d entries", n);
	for (int i = 0; i < 300; i += 2) {
		snprintf(name, sizeof(name), "many/%d", i);
		unlink(name);
	}
	n = scandir("many", &list, NULL, compare);
	out("%d entries", n);
	fd = open("d", O_RDONLY);
	SHOW(syscall(SYS_getdents64, fd, buffer, 10));
	SHOW(syscall(SYS_getdents64, fd, NOWHERE, 1000));
	SHOW(syscall(SYS_getdents64, 99, buffer, 64));
	SHOW(syscall(SYS_getdents64, 0, buffer, 64));
	fd = open("d/file", O_RDONLY);
	SHOW(syscall(SYS_getdents64, fd, buffer, 64));
	return 0;
}
