/* SPDX-License-Identifier: MIT */
/* Reading a directory while names are added and removed: a name that is there all the time is
 * returned once. */
#include "abi.h"
#include <dirent.h>

#define MANY 200

static void name_of(char *name, int i)
{
	sprintf(name, "d/file-%03d", i);
}

static void fill(void)
{
	char name[32];

	mkdir("d", 0755);
	for (int i = 0; i < MANY; i++) {
		name_of(name, i);
		close(open(name, O_CREAT | O_WRONLY, 0644));
	}
}

/* Remove each name that was read, while reading. */
static void remove_while_reading(void)
{
	DIR *dir = opendir("d");
	struct dirent *entry;
	char name[300];
	int seen = 0, failed = 0;

	while ((entry = readdir(dir))) {
		if (entry->d_name[0] == '.')
			continue;
		sprintf(name, "d/%s", entry->d_name);
		failed += unlink(name) != 0;
		seen++;
	}
	closedir(dir);
	out("removed %d, failed %d", seen, failed);
	SHOW(rmdir("d"));
}

/* Small reads. Between them one name is removed, one added, and one renamed. */
static void change_while_reading(void)
{
	char buffer[300];
	int fd = open("d", O_RDONLY | O_DIRECTORY), seen[MANY] = {0}, twice = 0, missing = 0, i = 0;
	long n;

	while ((n = syscall(SYS_getdents64, fd, buffer, sizeof(buffer))) > 0) {
		char name[32], to[32];

		for (long at = 0; at < n;) {
			struct dirent64 *entry = (void *)(buffer + at);
			int number;

			if (sscanf(entry->d_name, "file-%d", &number) == 1)
				twice += seen[number]++ != 0;
			at += entry->d_reclen;
		}
		name_of(name, i);
		unlink(name);
		sprintf(to, "d/new-%d", i);
		close(open(to, O_CREAT | O_WRONLY, 0644));
		i += 3;
	}
	for (int k = 0; k < MANY; k++)
		missing += !seen[k] && (k % 3 || k > i);
	SHOW(n);
	out("twice %d, missing %d", twice, missing);
	close(fd);
}

static void errors(void)
{
	char buffer[300];
	int fd = open("d", O_RDONLY);
	DIR *dir;
	long at;

	SHOW(syscall(SYS_getdents64, fd, buffer, 10));
	SHOW(syscall(SYS_getdents64, fd, NOWHERE, 300));
	SHOW(syscall(SYS_getdents64, 99, buffer, 300));
	SHOW(syscall(SYS_getdents64, 0, buffer, 300));
	SHOW(lseek(fd, 0, SEEK_SET));
	YES(syscall(SYS_getdents64, fd, buffer, 300) > 0);
	SHOW(read(fd, buffer, 1));
	SHOW(write(fd, buffer, 1));
	close(fd);
	dir = opendir("d");
	readdir(dir);
	readdir(dir);
	at = telldir(dir);
	memset(buffer, 0, sizeof(buffer));
	strcpy(buffer, readdir(dir)->d_name);
	readdir(dir);
	seekdir(dir, at);
	YES(strcmp(buffer, readdir(dir)->d_name) == 0);
	closedir(dir);
	mkdir("gone", 0755);
	fd = open("gone", O_RDONLY);
	rmdir("gone");
	SHOW(syscall(SYS_getdents64, fd, buffer, 300));
	SHOW(openat(fd, "new", O_CREAT | O_RDWR, 0644));
	SHOW(mkdirat(fd, "new", 0755));
	SHOW(fchdir(fd));
	SHOW((long)getcwd(buffer, sizeof(buffer)) != 0);
}

int main(void)
{
	fill();
	remove_while_reading();
	fill();
	change_while_reading();
	errors();
	return 0;
}
