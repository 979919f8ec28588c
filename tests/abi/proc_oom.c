/* SPDX-License-Identifier: MIT */
/*
 * /proc/PID/oom_score_adj: read, written, inherited; errors; oom_score.
 */
#include <abi.h>
#include <sys/wait.h>

static long put(int fd, const char *text)
{
	return pwrite(fd, text, strlen(text), 0);
}

static void show_file(const char *path)
{
	char text[32] = "";
	int fd = open(path, O_RDONLY);
	ssize_t n = read(fd, text, sizeof(text) - 1);

	out("%s: %.*s", path, n > 0 ? (int)n - 1 : 0, text);
	close(fd);
}

static void child(int fd)
{
	if (fork() == 0) {
		show_file("/proc/self/oom_score_adj");
		close(fd);
		fd = open("/proc/self/oom_score_adj", O_WRONLY);
		SHOW(setresuid(1000, 1000, 1000));
		SHOW(put(fd, "700"));
		SHOW(put(fd, "499"));
		SHOW(put(fd, "500"));
		_exit(0);
	}
	wait(NULL);
}

int main(void)
{
	int fd = open("/proc/self/oom_score_adj", O_RDWR), score;
	FILE *f = fopen("/proc/self/oom_score", "r");

	YES(fd > 2);
	SHOW(put(fd, "500"));
	show_file("/proc/self/oom_score_adj");
	SHOW(put(fd, " 500\n"));
	SHOW(put(fd, "1001"));
	SHOW(put(fd, "-1001"));
	SHOW(put(fd, "x"));
	SHOW(put(fd, "1 2"));
	show_file("/proc/self/oom_score_adj");
	YES(f && fscanf(f, "%d", &score) == 1 && score >= 0);
	YES(open("/proc/self/oom_score", O_WRONLY) < 0 || !getuid());
	child(fd);
	return 0;
}
