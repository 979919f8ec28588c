/* SPDX-License-Identifier: MIT */
/* Pseudo-terminals: opening a pair, lines and bytes in both directions, echo, editing. */
#include "abi.h"
#include <termios.h>

static int master, slave;

/* Print the bytes that can be read from `fd` now, with control characters made visible. */
static void show_read(const char *what, int fd)
{
	char text[256], shown[600] = "";
	long n;

	sleep_ms(20);
	errno = 0;
	n = read(fd, text, sizeof(text));
	for (long i = 0; i < n; i++) {
		char one[8];

		snprintf(one, sizeof(one), text[i] < ' ' || text[i] == 127 ? "<%d>" : "%c",
			text[i]);
		strcat(shown, one);
	}
	out("%s: %ld \"%s\" %s", what, n, shown, n < 0 ? strerror(errno) : "");
}

static void type(const char *text)
{
	write(master, text, strlen(text));
}

/* Open the pair and print its settings. */
static void make_pair(void)
{
	struct termios t;
	char *name;
	int number = -1, locked = -1;

	master = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK);
	YES(master >= 0);
	SHOW(ioctl(master, TIOCGPTN, &number));
	YES(number >= 0);
	SHOW(ioctl(master, _IOR('T', 0x39, int), &locked));
	out("locked %d", locked);
	name = ptsname(master);
	YES(name && strncmp(name, "/dev/pts/", 9) == 0 && atoi(name + 9) == number);
	SHOW(open(name, O_RDWR | O_NOCTTY));
	SHOW(unlockpt(master));
	slave = open(name, O_RDWR | O_NOCTTY | O_NONBLOCK);
	YES(slave >= 0);
	YES(isatty(master) && isatty(slave));
	YES(strcmp(ttyname(slave) ? ttyname(slave) : "", name) == 0);
	SHOW(tcgetattr(slave, &t));
	out("iflag %o oflag %o cflag %o lflag %o", t.c_iflag, t.c_oflag, t.c_cflag, t.c_lflag);
	for (int i = 0; i < 17; i++)
		out("cc[%d] %d", i, t.c_cc[i]);
}

static void edit_lines(void)
{
	show_read("nothing yet", slave);
	show_read("nothing at the master", master);
	type("hello\n");
	show_read("line", slave);
	show_read("echo", master);
	type("part");
	show_read("no line yet", slave);
	type("y\177\177\177\177\177\177done\r");
	show_read("edited", slave);
	show_read("its echo", master);
	type("a b c\027d\025kept\n");
	show_read("killed", slave);
	show_read("its echo", master);
	type("end\004");
	show_read("end of file after text", slave);
	type("\004");
	show_read("end of file", slave);
	show_read("echo", master);
	type("\026\003lit\n");
	show_read("literal", slave);
	show_read("echo", master);
}

int main(void)
{
	struct termios t;
	int number = -1;

	make_pair();
	edit_lines();
	tcgetattr(slave, &t);
	SHOW(write(slave, "out\n\ttab\n", 9));
	show_read("output", master);
	t.c_lflag &= ~(ECHO | ICANON);
	t.c_oflag &= ~OPOST;
	SHOW(tcsetattr(slave, TCSANOW, &t));
	type("raw");
	show_read("raw", slave);
	show_read("no echo", master);
	write(slave, "x\ny", 3);
	show_read("no processing", master);
	SHOW(tcgetattr(master, &t));
	YES(!(t.c_lflag & ICANON));
	SHOW(ioctl(master, FIONREAD, &number));
	out("%d bytes", number);
	write(slave, "four", 4);
	sleep_ms(20);
	SHOW(ioctl(master, FIONREAD, &number));
	out("%d bytes", number);
	SHOW(tcflush(master, TCIFLUSH));
	show_read("flushed", master);
	type("input");
	sleep_ms(20);
	SHOW(ioctl(slave, FIONREAD, &number));
	out("%d bytes", number);
	SHOW(tcflush(slave, TCIFLUSH));
	show_read("flushed", slave);
	SHOW(ioctl(slave, TIOCGPTN, &number));
	SHOW(ioctl(slave, TIOCSPTLCK, &number));
	SHOW(ioctl(master, TIOCGPTN, NOWHERE));
	SHOW(lseek(slave, 0, SEEK_SET));
	SHOW(pread(slave, &number, 1, 0));
	return 0;
}
