/* SPDX-License-Identifier: MIT */
/*
 * A pseudo-terminal that existed before the program's first fork, with bytes in transit. The
 * processes at its slave and master change its settings, read all bytes and close it. Status 1: a
 * result is wrong.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

static int master, slave, bad;
static char name[64];

static void must(int ok, const char *what)
{
	if (ok)
		return;
	dprintf(1, "not so: %s (%s)\n", what, strerror(errno));
	bad = 1;
}

static void show(const char *when)
{
	struct winsize size;
	struct termios settings;
	struct stat st;
	char *path;

	ioctl(slave, TIOCGWINSZ, &size);
	tcgetattr(slave, &settings);
	stat("/dev/pts", &st);
	path = ttyname(slave);
	printf("%s: %s, %d rows, %x, changed %ld.%09ld\n", when, path ? path : "no name",
		size.ws_row, settings.c_lflag, (long)st.st_mtim.tv_sec, st.st_mtim.tv_nsec);
}

static void prepare(void)
{
	struct winsize size = {.ws_row = 30};

	master = posix_openpt(O_RDWR | O_NOCTTY);
	must(!grantpt(master) && !unlockpt(master), "unlock");
	strcpy(name, ptsname(master));
	slave = open(name, O_RDWR | O_NOCTTY);
	must(!ioctl(master, TIOCSWINSZ, &size), "size");
	must(write(slave, "out", 3) == 3 && write(master, "first\nsec", 9) == 9, "write");
}

static void child(void)
{
	struct winsize size = {.ws_row = 40};
	struct termios settings;
	char text[32] = {0};

	must(read(slave, text, sizeof(text)) == 6 && !strcmp(text, "first\n"), "first line");
	must(read(slave, text, sizeof(text)) == 7 && !memcmp(text, "second\n", 7), "second line");
	tcgetattr(slave, &settings);
	settings.c_lflag ^= ECHO;
	tcsetattr(slave, TCSANOW, &settings);
	ioctl(slave, TIOCSWINSZ, &size);
	must(write(slave, "end", 3) == 3, "end");
	show("child");
	fflush(stdout);
	_exit(bad);
}

int main(void)
{
	char text[64] = {0};
	ssize_t n, all = 0;
	int status, other;

	prepare();
	if (!fork())
		child();
	show("parent");
	must(write(master, "ond\n", 4) == 4, "the rest of the line");
	wait(&status);
	bad |= status != 0;
	show("after");
	other = posix_openpt(O_RDWR | O_NOCTTY);
	printf("the other: %s\n", ptsname(other));
	close(slave);
	while ((n = read(master, text + all, sizeof(text) - 1 - (size_t)all)) > 0)
		all += n;
	must(n < 0 && errno == EIO, "the end of it");
	for (ssize_t i = 0; i < all; i++)
		printf("%02x ", text[i]);
	close(master);
	must(access(name, F_OK) < 0, "the name is gone");
	puts("");
	fflush(stdout);
	return bad;
}
