/* SPDX-License-Identifier: MIT */
/* A terminal without lines: the four combinations of VMIN and VTIME; flow control; special keys. */
#include "abi.h"
#include <poll.h>
#include <termios.h>

static int master, slave;

static void set(int least, int tenths)
{
	struct termios t;

	tcgetattr(slave, &t);
	t.c_lflag &= ~(ICANON | ECHO);
	t.c_cc[VMIN] = (cc_t)least;
	t.c_cc[VTIME] = (cc_t)tenths;
	out("VMIN %d VTIME %d", least, tenths);
	SHOW(tcsetattr(slave, TCSANOW, &t));
}

/* Read `n` bytes, and print whether it took at least and less than the given milliseconds. */
static void timed_read(size_t n, int least, int most)
{
	char text[64];
	long long start = now_ms();
	long got = read(slave, text, n);
	long long took = now_ms() - start;

	out("%ld, in time: %s", got, took >= least && took < most ? "yes" : "no");
}

static void *type_later(void *text)
{
	for (const char *c = text; *c; c++) {
		sleep_ms(100);
		write(master, c, 1);
	}
	return NULL;
}

static void later(const char *text, size_t n, int least, int most)
{
	pthread_t thread;

	pthread_create(&thread, NULL, type_later, (void *)text);
	timed_read(n, least, most);
	pthread_join(thread, NULL);
	tcflush(slave, TCIFLUSH);
}

static void show_poll(const char *what)
{
	struct pollfd p = {slave, POLLIN, 0};

	out("%s: %d", what, poll(&p, 1, 0));
}

static void flow(void)
{
	struct pollfd p = {slave, POLLOUT, 0};
	char text[8];

	SHOW(write(master, "\023", 1));
	sleep_ms(20);
	out("stopped: %d", poll(&p, 1, 0));
	fcntl(slave, F_SETFL, O_NONBLOCK);
	SHOW(write(slave, "x", 1));
	SHOW(write(master, "\021", 1));
	sleep_ms(20);
	out("started: %d", poll(&p, 1, 0));
	SHOW(write(slave, "x", 1));
	SHOW(read(master, text, sizeof(text)));
	SHOW(tcflow(slave, TCOOFF));
	SHOW(write(slave, "y", 1));
	SHOW(tcflow(slave, TCOON));
	SHOW(write(slave, "y", 1));
	SHOW(tcflow(slave, 9));
	SHOW(tcflush(slave, 9));
	SHOW(tcdrain(slave));
	SHOW(tcsendbreak(slave, 0));
}

int main(void)
{
	struct termios t;
	char text[16];

	master = posix_openpt(O_RDWR | O_NOCTTY);
	unlockpt(master);
	slave = open(ptsname(master), O_RDWR | O_NOCTTY);
	set(0, 0);
	timed_read(8, 0, 50);
	write(master, "abc", 3);
	sleep_ms(20);
	timed_read(2, 0, 50);
	timed_read(8, 0, 50);
	set(0, 2);
	timed_read(8, 180, 1000);
	later("x", 8, 80, 1000);
	set(3, 0);
	write(master, "ab", 2);
	sleep_ms(20);
	show_poll("two of three");
	later("cd", 8, 80, 190);
	later("ab", 2, 180, 1000);
	set(5, 3);
	later("ab", 8, 450, 1500);
	set(1, 0);
	show_poll("none");
	write(master, "abcdef", 6);
	sleep_ms(20);
	show_poll("six");
	timed_read(4, 0, 50);
	timed_read(4, 0, 50);
	flow();
	tcgetattr(slave, &t);
	t.c_iflag &= ~(ICRNL | IXON);
	t.c_iflag |= INLCR;
	tcsetattr(slave, TCSADRAIN, &t);
	write(master, "\r\n\021", 3);
	sleep_ms(20);
	SHOW(read(slave, text, sizeof(text)));
	out("%d %d %d", text[0], text[1], text[2]);
	t.c_iflag = IGNCR | ISTRIP;
	tcsetattr(slave, TCSANOW, &t);
	write(master, "\r\xe1", 2);
	sleep_ms(20);
	SHOW(read(slave, text, sizeof(text)));
	out("%d", text[0]);
	write(master, "unread", 6);
	sleep_ms(20);
	t.c_lflag |= ICANON;
	SHOW(tcsetattr(slave, TCSAFLUSH, &t));
	SHOW(read(slave, text, sizeof(text)));
	return 0;
}
