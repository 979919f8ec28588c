/* SPDX-License-Identifier: MIT */
/* A master in packet mode, and other requests of the master. */
#include "abi.h"
#include <poll.h>
#include <termios.h>

static int master, slave;

static void show_packet(const char *what)
{
	struct pollfd p = {master, POLLIN | POLLPRI, 0};
	unsigned char text[64] = "";
	long n;

	sleep_ms(20);
	poll(&p, 1, 0);
	n = read(master, text, sizeof(text) - 1);
	out("%s: poll %x, %ld, status %x, \"%s\"", what, p.revents, n, n > 0 ? text[0] : 0,
		n > 1 ? (char *)text + 1 : "");
}

static volatile int caught;

static void note(int signo)
{
	caught = signo;
}

static void signals(void)
{
	setsid();
	ioctl(slave, TIOCSCTTY, 0);
	signal(SIGTSTP, note);
	SHOW(ioctl(master, TIOCSIG, SIGTSTP));
	sleep_ms(20);
	YES(caught == SIGTSTP);
	SHOW(ioctl(master, TIOCSIG, SIGUSR1));
	SHOW(ioctl(master, TIOCSIG, 100));
	SHOW(ioctl(master, TIOCSIG, 0));
}

int main(void)
{
	struct termios t;
	int on = 1, peer;

	master = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK);
	unlockpt(master);
	slave = open(ptsname(master), O_RDWR | O_NOCTTY);
	SHOW(ioctl(master, TIOCPKT, &on));
	SHOW(ioctl(master, TIOCPKT, NOWHERE));
	show_packet("nothing");
	write(slave, "data", 4);
	show_packet("data");
	tcflush(slave, TCIFLUSH);
	show_packet("flush read");
	tcflush(slave, TCIOFLUSH);
	show_packet("flush both");
	tcflow(slave, TCOOFF);
	show_packet("stop");
	tcflow(slave, TCOON);
	show_packet("start");
	tcgetattr(slave, &t);
	t.c_iflag &= ~IXON;
	tcsetattr(slave, TCSANOW, &t);
	show_packet("no ^S");
	t.c_iflag |= IXON;
	tcsetattr(slave, TCSANOW, &t);
	show_packet("^S again");
	on = 0;
	SHOW(ioctl(master, TIOCPKT, &on));
	write(slave, "plain", 5);
	show_packet("plain");
	peer = ioctl(master, TIOCGPTPEER, O_RDWR | O_NOCTTY);
	YES(peer >= 0);
	YES(isatty(peer));
	in_child("signals", signals);
	return 0;
}
