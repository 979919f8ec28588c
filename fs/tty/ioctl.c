/* SPDX-License-Identifier: MIT */
/*
 * Requests to terminals (ioctl_tty(2)).
 */
#include <fs/tty/tty.h>
#include <fs/upcalls.h>
#include <lib/string.h>
#include <mm/usercopy.h>
#include <uapi/errno.h>
#include <uapi/signal.h>

static int put_int(uintptr_t arg, int value)
{
	return copy_to_user(arg, &value, sizeof(value)) ? -EFAULT : 0;
}

static int get_termios(struct tty *tty, uintptr_t arg, bool with_speeds)
{
	struct linux_termios2 copy = {.ispeed = 115200, .ospeed = 115200};
	unsigned long flags = spin_lock_irqsave(&tty->lock);

	copy.base = tty->termios;
	spin_unlock_irqrestore(&tty->lock, flags);
	return copy_to_user(arg, &copy, with_speeds ? sizeof(copy) : sizeof(copy.base)) ? -EFAULT
											: 0;
}

/* Do ^S and ^Q stop and start output? */
static bool has_usual_flow(const struct linux_termios *settings)
{
	return settings->iflag & IXON && settings->cc[VSTOP] == 19 && settings->cc[VSTART] == 17;
}

static int set_termios(struct tty *tty, uintptr_t arg, bool flush)
{
	struct linux_termios settings;
	unsigned long flags;
	unsigned status = 0;
	bool usual_flow;

	if (copy_from_user(&settings, arg, sizeof(settings)))
		return -EFAULT;
	flags = spin_lock_irqsave(&tty->lock);
	usual_flow = has_usual_flow(&tty->termios);
	if (flush)
		tty_flush_input_locked(tty);
	if ((tty->termios.lflag ^ settings.lflag) & ICANON) {
		tty->termios = settings;
		tty_mode_changed_locked(tty);
	} else {
		tty->termios = settings;
	}
	if (!(settings.iflag & IXON))
		tty->stopped = false;
	spin_unlock_irqrestore(&tty->lock, flags);
	event_notify(&tty->readable);
	event_notify(&tty->writable);
	if (usual_flow != has_usual_flow(&settings))
		status |= usual_flow ? TIOCPKT_NOSTOP : TIOCPKT_DOSTOP;
	tty_moved(tty, status | (flush ? TIOCPKT_FLUSHREAD : 0));
	return 0;
}

static int set_winsize(struct tty *tty, uintptr_t arg)
{
	struct linux_winsize size;
	unsigned long flags;
	bool changed;

	if (copy_from_user(&size, arg, sizeof(size)))
		return -EFAULT;
	flags = spin_lock_irqsave(&tty->lock);
	changed = memcmp(&size, &tty->winsize, sizeof(size)) != 0;
	tty->winsize = size;
	spin_unlock_irqrestore(&tty->lock, flags);
	if (changed && tty->pgid)
		tty_signal(tty->pgid, SIGWINCH);
	return 0;
}

static int set_foreground(struct tty *tty, uintptr_t arg)
{
	int pgid, sid = process_current_sid();

	if (!tty->session || tty->session != sid)
		return -ENOTTY;
	if (copy_from_user(&pgid, arg, sizeof(pgid)))
		return -EFAULT;
	if (pgid < 0)
		return -EINVAL;
	if (!process_group_exists(pgid, sid))
		return process_group_exists(pgid, 0) ? -EPERM : -ESRCH;
	WRITE_ONCE(tty->pgid, pgid);
	return 0;
}

/* TIOCSTI: process a byte as if the user had typed it. */
static int type_byte(struct tty *tty, uintptr_t arg)
{
	char c;

	if (copy_from_user(&c, arg, 1))
		return -EFAULT;
	tty_receive(tty, c);
	return 0;
}

static int flush(struct tty *tty, uintptr_t queue)
{
	unsigned long flags;

	if (queue > 2)
		return -EINVAL;
	if (queue != 1) { /* 0: input, 1: output, which is not buffered here, 2: both */
		flags = spin_lock_irqsave(&tty->lock);
		tty_flush_input_locked(tty);
		spin_unlock_irqrestore(&tty->lock, flags);
	}
	tty_moved(tty, (queue != 1 ? TIOCPKT_FLUSHREAD : 0) | (queue ? TIOCPKT_FLUSHWRITE : 0));
	return 0;
}

static int set_flow(struct tty *tty, uintptr_t action)
{
	if (action > 3)
		return -EINVAL;
	if (action < 2) { /* 0: stop output, 1: restart it */
		WRITE_ONCE(tty->stopped, action == 0);
		event_notify(&tty->writable);
		tty_moved(tty, action ? TIOCPKT_START : TIOCPKT_STOP);
	}
	return 0;
}

static bool is_own(const struct tty *tty)
{
	return tty->session && tty->session == process_current_sid();
}

/* Requests about sessions and process groups. */
static long job_control(struct tty *tty, unsigned request, uintptr_t arg, bool master)
{
	switch (request) {
	case TIOCSCTTY:
		return tty_take(tty, arg == 1);
	case TIOCNOTTY:
		if (!is_own(tty))
			return -ENOTTY;
		tty_release(tty);
		return 0;
	case TIOCGPGRP:
		return master || is_own(tty) ? put_int(arg, tty->pgid) : -ENOTTY;
	case TIOCSPGRP:
		return set_foreground(tty, arg);
	case TIOCGSID:
		return tty->session && (master || is_own(tty)) ? put_int(arg, tty->session)
							       : -ENOTTY;
	default:
		return -ENOTTY;
	}
}

/* Is it a request that a background process may not make? */
static bool is_change(unsigned request)
{
	switch (request) {
	case TCSETS:
	case TCSETSW:
	case TCSETSF:
	case TCSETS2:
	case TCSETSW2:
	case TCSETSF2:
	case TCFLSH:
	case TCXONC:
	case TCSBRK:
	case TCSBRKP:
	case TIOCSPGRP:
		return true;
	default:
		return false;
	}
}

long tty_ioctl(struct file *file, unsigned request, uintptr_t arg)
{
	struct tty *tty = file->private;
	int error = 0;

	if (tty_is_hung(file))
		return request == TIOCSPGRP ? -ENOTTY : -EIO;
	if (is_change(request))
		error = tty_check_foreground(tty, SIGTTOU);
	return error ? error : tty_request(tty, request, arg, false);
}

long tty_request(struct tty *tty, unsigned request, uintptr_t arg, bool master)
{
	switch (request) {
	case TCGETS:
	case TCGETS2:
		return get_termios(tty, arg, request == TCGETS2);
	case TCSETS:
	case TCSETSW:
	case TCSETSF:
		return set_termios(tty, arg, request == TCSETSF);
	case TCSETS2:
	case TCSETSW2:
	case TCSETSF2:
		return set_termios(tty, arg, request == TCSETSF2);
	case TIOCGWINSZ:
		return copy_to_user(arg, &tty->winsize, sizeof(tty->winsize)) ? -EFAULT : 0;
	case TIOCSWINSZ:
		return set_winsize(tty, arg);
	case TCFLSH:
		return flush(tty, arg);
	case TCXONC:
		return set_flow(tty, arg);
	case TCSBRK:
	case TCSBRKP:
		return 0;
	case TIOCOUTQ:
		return put_int(arg, 0);
	case TIOCINQ:
		return put_int(arg, (int)tty_readable(tty));
	case TIOCSTI:
		return type_byte(tty, arg);
	default:
		return job_control(tty, request, arg, master);
	}
}
