/* SPDX-License-Identifier: MIT */
/*
 * The program that the tests of `heddle run` run. Its first argument says what to do with its
 * streams and how to end. It needs a library of its own, tests/system/streams-library.c.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

const char *library_says(void);

static int copy(void)
{
	char data[4096];
	ssize_t n;

	while ((n = read(0, data, sizeof(data))) > 0)
		for (ssize_t done = 0, now; done < n; done += now)
			if ((now = write(1, data + done, (size_t)(n - done))) < 0)
				return 1;
	return n != 0;
}

static void interrupted(int signo)
{
	static const char text[] = "interrupted\n";

	(void)signo;
	_exit(write(1, text, sizeof(text) - 1) < 0 ? 8 : 7);
}

/* Print the terminal's settings, read a line, wait for Ctrl-C. */
static int talk(void)
{
	struct winsize size = {0};
	char line[100];

	signal(SIGINT, interrupted);
	ioctl(0, TIOCGWINSZ, &size);
	printf("terminal %d%d%d ", isatty(0), isatty(1), isatty(2));
	printf("%ux%u\n", size.ws_row, size.ws_col);
	if (!fgets(line, sizeof(line), stdin))
		return 9;
	printf("line %s", line);
	fflush(stdout);
	for (;;)
		pause();
}

int main(int argc, char **argv)
{
	const char *mode = argc > 1 ? argv[1] : "";
	const char *value = argc > 2 ? argv[2] : "";

	if (strcmp(mode, "both") == 0) {
		for (int i = 0; i < 3; i++) {
			dprintf(1, "out %d\n", i);
			dprintf(2, "err %d\n", i);
		}
		return 0;
	}
	if (strcmp(mode, "copy") == 0)
		return copy();
	if (strcmp(mode, "exit") == 0)
		return atoi(value);
	if (strcmp(mode, "signal") == 0)
		return raise(atoi(value));
	if (strcmp(mode, "machine") == 0)
		return printf("%ld processors, %ld MiB\n", sysconf(_SC_NPROCESSORS_ONLN),
			       sysconf(_SC_PHYS_PAGES) / (1048576 / sysconf(_SC_PAGESIZE))) < 0;
	if (strcmp(mode, "talk") == 0)
		return talk();
	if (strcmp(mode, "say") == 0) {
		printf("%s\n%s %s\n", library_says(), argv[0], value);
		printf("%s\n", getenv("HEDDLE_TEST") ? getenv("HEDDLE_TEST") : "-");
		return 0;
	}
	return 99;
}
