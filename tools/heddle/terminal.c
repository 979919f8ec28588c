/* SPDX-License-Identifier: MIT */
/*
 * The user's terminal.
 */
#include "terminal.h"
#include <stdlib.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

static struct termios before;
static volatile int raw_fd = -1;

void terminal_restore(void)
{
	if (raw_fd >= 0)
		tcsetattr(raw_fd, TCSADRAIN, &before);
}

void terminal_make_raw(int fd)
{
	struct termios raw;

	if (tcgetattr(fd, &before))
		return;
	raw = before;
	cfmakeraw(&raw);
	raw_fd = fd;
	atexit(terminal_restore);
	tcsetattr(fd, TCSADRAIN, &raw);
}

void terminal_size(int fd, unsigned *rows, unsigned *columns)
{
	struct winsize size;
	bool known = ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_row && size.ws_col;

	*rows = known ? size.ws_row : 24;
	*columns = known ? size.ws_col : 80;
}
