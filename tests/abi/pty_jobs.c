/* SPDX-License-Identifier: MIT */
/* Job control on a terminal: session, foreground group, keys that signal, background. */
#include "abi.h"
#include <termios.h>

static int master;
static volatile int caught;

static void note(int signo)
{
	caught = signo;
}

/* Run `body` in a process of its own and print how it ended or stopped. */
static pid_t start(void (*body)(int), int slave, bool background)
{
	pid_t pid = fork();

	if (pid == 0) {
		setpgid(0, 0);
		if (!background) {
			signal(SIGTTOU, SIG_IGN);
			tcsetpgrp(slave, getpid());
			signal(SIGTTOU, SIG_DFL);
		}
		body(slave);
		_exit(0);
	}
	setpgid(pid, pid);
	return pid;
}

static void show_child(const char *what, pid_t pid)
{
	int status;

	waitpid(pid, &status, WUNTRACED);
	if (WIFSTOPPED(status)) {
		out("%s: stopped by %s", what, strsignal(WSTOPSIG(status)));
		kill(pid, SIGKILL);
		waitpid(pid, &status, 0);
	} else {
		show_status(what, status);
	}
}

static void reader(int slave)
{
	char c;

	write(master, "\003", 0);
	read(slave, &c, 1);
}

static void writer(int slave)
{
	write(slave, "w", 1);
}

static void setter(int slave)
{
	struct termios t;

	tcgetattr(slave, &t);
	tcsetattr(slave, TCSANOW, &t);
}

static void blocked_reader(int slave)
{
	char c;

	signal(SIGTTIN, SIG_IGN);
	SHOW(read(slave, &c, 1));
}

static void blocked_setter(int slave)
{
	signal(SIGTTOU, SIG_IGN);
	setter(slave);
	SHOW(tcsetpgrp(slave, getpgrp()));
}

static void sleeper(int slave)
{
	sleep_ms(5000);
}

static void key(const char *what, char c, int slave)
{
	pid_t pid = start(sleeper, slave, false);

	await_asleep(pid);
	write(master, &c, 1);
	show_child(what, pid);
	signal(SIGTTOU, SIG_IGN);
	tcsetpgrp(slave, getpgrp());
	signal(SIGTTOU, SIG_DFL);
}

static void session(void)
{
	int slave, own;
	struct termios t;

	YES(setsid() == getpid());
	SHOW(open("/dev/tty", O_RDWR));
	slave = open(ptsname(master), O_RDWR | O_NOCTTY);
	SHOW(tcgetpgrp(slave));
	SHOW(tcsetpgrp(slave, getpgrp()));
	SHOW(ioctl(slave, TIOCGSID, &own));
	SHOW(ioctl(slave, TIOCSCTTY, 0));
	SHOW(ioctl(slave, TIOCSCTTY, 0));
	YES(tcgetpgrp(slave) == getpid());
	YES(tcgetsid(slave) == getpid());
	own = open("/dev/tty", O_RDWR);
	YES(own >= 0);
	YES(tcgetpgrp(master) == getpid());
	SHOW(tcsetpgrp(slave, 1));
	SHOW(tcsetpgrp(slave, -1));
	SHOW(tcsetpgrp(slave, 999999));
	key("^C", 3, slave);
	key("^\\", 28, slave);
	key("^Z", 26, slave);
	show_child("background read", start(reader, slave, true));
	show_child("background write", start(writer, slave, true));
	show_child("background set", start(setter, slave, true));
	show_child("background read, ignored", start(blocked_reader, slave, true));
	show_child("background set, ignored", start(blocked_setter, slave, true));
	signal(SIGTTOU, SIG_IGN);
	SHOW(tcsetpgrp(slave, getpgrp()));
	tcgetattr(slave, &t);
	t.c_lflag |= TOSTOP;
	tcsetattr(slave, TCSANOW, &t);
	signal(SIGTTOU, SIG_DFL);
	show_child("background write, TOSTOP", start(writer, slave, true));
	signal(SIGWINCH, note);
	SHOW(ioctl(master, TIOCSWINSZ, &(struct winsize){.ws_row = 30, .ws_col = 99}));
	sleep_ms(20);
	YES(caught == SIGWINCH);
	caught = 0;
	SHOW(ioctl(slave, TIOCSWINSZ, &(struct winsize){.ws_row = 30, .ws_col = 99}));
	sleep_ms(20);
	YES(caught == 0);
	signal(SIGHUP, note);
	SHOW(ioctl(slave, TIOCNOTTY));
	sleep_ms(20);
	YES(caught == SIGHUP);
	SHOW(open("/dev/tty", O_RDWR));
	SHOW(tcgetpgrp(slave));
}

int main(void)
{
	master = posix_openpt(O_RDWR | O_NOCTTY);
	unlockpt(master);
	in_child("session", session);
	return 0;
}
