/* SPDX-License-Identifier: MIT */
/*
 * The console's terminal, on the serial line that the kernel prints to, and its devices
 * /dev/console and /dev/ttyS0. Also /dev/tty, the opener's controlling terminal.
 */
#include <fs/snapshot/snapshot.h>
#include <fs/tty/tty.h>
#include <fs/upcalls.h>
#include <kernel/debug/printk.h>
#include <uapi/errno.h>

#define DEV_TTY     MAKEDEV(5, 0)
#define DEV_CONSOLE MAKEDEV(5, 1)
#define DEV_TTYS0   MAKEDEV(4, 64)

struct tty console_tty;

static size_t console_tty_write(struct tty *tty, const char *text, size_t n)
{
	assert_locked(&tty->lock);
	console_write_raw(text, n);
	return n;
}

static const struct tty_ops console_tty_ops = {.write = console_tty_write};

/* The settings in the snapshot. Input is not part of it: an explored machine's console has none. */
static struct {
	struct linux_termios termios;
	struct linux_winsize winsize;
	int session, pgid;
	bool stopped;
	unsigned hangups, column;
} saved;

static void save_settings(void)
{
	const struct tty *tty = &console_tty;

	saved.termios = tty->termios;
	saved.winsize = tty->winsize;
	saved.session = tty->session;
	saved.pgid = tty->pgid;
	saved.stopped = tty->stopped;
	saved.hangups = tty->hangups;
	saved.column = tty->column;
}

static void restore_settings(void)
{
	struct tty *tty = &console_tty;

	tty->termios = saved.termios;
	tty->winsize = saved.winsize;
	tty->session = saved.session;
	tty->pgid = saved.pgid;
	tty->stopped = saved.stopped;
	tty->hangups = saved.hangups;
	tty->column = saved.column;
}

/* /dev/tty: the caller's controlling terminal. */
static int open_own(struct file *file)
{
	struct tty *tty = tty_get_own();

	if (!tty)
		return -ENXIO;
	file->private = tty;
	file->mark = tty->hangups;
	return 0;
}

static int open(struct inode *inode, struct file *file)
{
	if (inode->rdev == DEV_TTY)
		return open_own(file);
	tty_get(&console_tty);
	if (inode->rdev == DEV_TTYS0) {
		tty_opened(&console_tty, file);
	} else {
		file->private = &console_tty;
		file->mark = TTY_NEVER_CUT;
	}
	return 0;
}

static int copy(struct file *copied, struct file *file)
{
	copied->private = tty_get(file->private);
	return 0;
}

static const struct file_ops ops = {
	.open = open,
	.read = tty_read,
	.write = tty_write,
	.poll = tty_poll,
	.ioctl = tty_ioctl,
	.release = tty_close,
	.copy = copy,
};

void console_tty_init(void)
{
	static struct snapshot_part settings = {.save = save_settings, .restore = restore_settings};

	tty_init(&console_tty, "ttyS0", DEV_TTYS0, &console_tty_ops);
	snapshot_register(&settings);
	device_register(DEV_TTY, 1, &ops);
	device_register(DEV_CONSOLE, 1, &ops);
	device_register(DEV_TTYS0, 1, &ops);
}
