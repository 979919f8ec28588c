/* SPDX-License-Identifier: MIT */
/* The end of a session leader: the foreground group of its terminal gets SIGHUP, and the terminal
 * becomes free. */
#include "abi.h"

static int master, report[2];

static void say(int signo)
{
	const char *name = signo == SIGHUP ? "HUP " : "CONT ";

	write(report[1], name, strlen(name));
}

static void leader(void)
{
	int slave, ready[2];
	char c;

	setsid();
	slave = open(ptsname(master), O_RDWR);
	pipe(ready);
	if (fork() == 0) {
		signal(SIGHUP, say);
		signal(SIGCONT, say);
		write(ready[1], "r", 1);
		sleep_ms(300);
		sleep_ms(10);
		c = write(slave, "x", 1) < 0 && errno == EIO ? 'c' : 'o';
		write(report[1], &c, 1);
		c = open("/dev/tty", O_RDWR) < 0 && errno == ENXIO ? 'n' : 't';
		write(report[1], &c, 1);
		_exit(0);
	}
	read(ready[0], &c, 1);
	close(slave);
	_exit(0);
}

static void next_leader(void)
{
	int slave;

	setsid();
	slave = open(ptsname(master), O_RDWR);
	YES(tcgetpgrp(slave) == getpid());
}

int main(void)
{
	char text[64] = "";
	size_t used = 0;
	pid_t pid;
	long n;

	master = posix_openpt(O_RDWR | O_NOCTTY);
	unlockpt(master);
	pipe(report);
	pid = fork();
	if (pid == 0)
		leader();
	close(report[1]);
	waitpid(pid, NULL, 0);
	while (used < sizeof(text) - 1 &&
		(n = read(report[0], text + used, sizeof(text) - 1 - used)) > 0)
		used += (size_t)n;
	out("HUP %s, CONT %s, %s, /dev/tty %s", strstr(text, "HUP") ? "yes" : "no",
		strstr(text, "CONT") ? "yes" : "no", strchr(text, 'c') ? "cut off" : "open",
		strchr(text, 'n') ? "none" : "there");
	in_child("next leader", next_leader);
	return 0;
}
