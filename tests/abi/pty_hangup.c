/* SPDX-License-Identifier: MIT */
/* Pseudo-terminals with one side closed: end of file, EIO, SIGHUP, poll(). */
#include "abi.h"
#include <poll.h>
#include <termios.h>

static int open_slave(int master, int flags)
{
	return open(ptsname(master), O_RDWR | O_NOCTTY | flags);
}

static int open_master(void)
{
	int master = posix_openpt(O_RDWR | O_NOCTTY);

	unlockpt(master);
	return master;
}

static void show_poll(const char *what, int fd)
{
	struct pollfd p = {fd, POLLIN | POLLOUT | POLLPRI, 0};

	poll(&p, 1, 0);
	out("%s: revents %x", what, p.revents);
}

static volatile int hangups, continued;

static void note(int signo)
{
	if (signo == SIGHUP)
		hangups++;
	else
		continued++;
}

/* The leader of a session on the slave waits for the effects of closing the master. */
static void leader(int master)
{
	char c;
	int slave;

	signal(SIGHUP, note);
	signal(SIGCONT, note);
	setsid();
	slave = open(ptsname(master), O_RDWR);
	YES(slave >= 0);
	close(master);
	write(slave, "!", 1);
	for (int i = 0; i < 200 && !hangups; i++)
		sleep_ms(10);
	sleep_ms(50);
	YES(hangups == 1);
	YES(continued == 1);
	SHOW(read(slave, &c, 1));
	SHOW(write(slave, "x", 1));
	SHOW(ioctl(slave, TCGETS, &c));
	SHOW(ioctl(slave, TIOCSPGRP, &c));
	SHOW(open("/dev/tty", O_RDWR));
	show_poll("slave without master", slave);
	SHOW(isatty(slave));
}

int main(void)
{
	int master = open_master(), slave, status;
	char text[8], name[64];

	show_poll("master, never opened", master);
	slave = open_slave(master, 0);
	show_poll("master", master);
	show_poll("slave", slave);
	write(slave, "left", 4);
	SHOW(close(slave));
	show_poll("master, output left", master);
	SHOW(read(master, text, sizeof(text)));
	show_poll("master, slave closed", master);
	SHOW(read(master, text, sizeof(text)));
	slave = open_slave(master, 0);
	show_poll("master, slave again", master);
	fcntl(master, F_SETFL, O_NONBLOCK);
	SHOW(read(master, text, sizeof(text)));
	strcpy(name, ptsname(master));
	SHOW(close(master));
	show_poll("slave, master closed", slave);
	SHOW(read(slave, text, sizeof(text)));
	SHOW(write(slave, text, sizeof(text)));
	SHOW(access(name, F_OK));
	SHOW(close(slave));
	master = open_master();
	if (fork() == 0) {
		leader(master);
		_exit(0);
	}
	SHOW(read(master, text, 1));
	close(master);
	wait(&status);
	show_status("leader", status);
	return 0;
}
