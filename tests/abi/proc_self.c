/* SPDX-License-Identifier: MIT */
/*
 * /proc/self: the files that the C library and ps read.
 */
#include <abi.h>

static void show_first(const char *path, int length)
{
	char text[256] = "";
	int fd = open(path, O_RDONLY);

	if (fd < 0)
		out("%s: %s", path, strerrorname_np(errno));
	else
		out("%s: %s '%.*s'", path, read(fd, text, 255) > 0 ? "has" : "empty", length, text);
	close(fd);
}

int main(void)
{
	char link[256] = "", number[32];
	FILE *f;
	int pid = 0, n = 0;

	show_first("/proc/self/status", 5);
	show_first("/proc/self/statm", 0);
	show_first("/proc/meminfo", 9);
	show_first("/proc/uptime", 0);
	show_first("/proc/loadavg", 0);
	show_first("/proc/stat", 4);
	show_first("/proc/cpuinfo", 0);
	show_first("/proc/mounts", 0);
	show_first("/proc/version", 5);
	show_first("/proc/self/missing", 0);
	show_first("/proc/99999999", 0);
	f = fopen("/proc/self/stat", "r");
	YES(f && fscanf(f, "%d (%*[^)]) %*c %d", &pid, &n) == 2 && pid == getpid() &&
		n == getppid());
	YES(readlink("/proc/self", link, 255) > 0);
	snprintf(number, sizeof(number), "%d", getpid());
	YES(strcmp(link, number) == 0);
	memset(link, 0, sizeof(link));
	YES(readlink("/proc/self/exe", link, 255) > 0);
	YES(access(link, X_OK) == 0);
	SHOW(open("/proc/self/stat", O_WRONLY));
	SHOW(mkdir("/proc/new", 0700));
	SHOW(unlink("/proc/self"));
	return 0;
}
