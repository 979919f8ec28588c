/* SPDX-License-Identifier: MIT */
/*
 * Terminals as files: reading by lines or bytes, writing, job control.
 */
#include <fs/tty/tty.h>
#include <fs/upcalls.h>
#include <kernel/explore/hooks.h>
#include <kernel/time/clock.h>
#include <lib/string.h>
#include <uapi/errno.h>
#include <uapi/signal.h>

#define TENTH_NS 100000000ull /* VTIME's unit */

static struct spinlock ttys_lock = SPINLOCK_INIT("ttys", LOCK_RANK_TTYS);
static struct list ttys = LIST_INIT(ttys);

static const struct linux_termios usual = {
	.iflag = ICRNL | IXON,
	.oflag = OPOST | ONLCR,
	.cflag = B115200 | CS8 | CREAD | HUPCL | CLOCAL,
	.lflag = ISIG | ICANON | ECHO | ECHOE | ECHOK | ECHOCTL | ECHOKE | IEXTEN,
	.cc = {[VINTR] = 3,
		[VQUIT] = 28,
		[VERASE] = 127,
		[VKILL] = 21,
		[VEOF] = 4,
		[VMIN] = 1,
		[VSTART] = 17,
		[VSTOP] = 19,
		[VSUSP] = 26,
		[VREPRINT] = 18,
		[VDISCARD] = 15,
		[VWERASE] = 23,
		[VLNEXT] = 22},
};

void tty_init(struct tty *tty, const char *name, uint32_t rdev, const struct tty_ops *ops)
{
	unsigned long flags;

	memset(tty, 0, sizeof(*tty));
	tty->name = name;
	tty->rdev = rdev;
	tty->ops = ops;
	tty->refs = 1;
	tty->termios = usual;
	spin_init(&tty->lock, name, LOCK_RANK_FILES);
	event_init(&tty->readable, "tty read");
	event_init(&tty->writable, "tty write");
	flags = spin_lock_irqsave(&ttys_lock);
	list_push_back(&ttys, &tty->link);
	spin_unlock_irqrestore(&ttys_lock, flags);
}

void tty_freeze(struct tty *tty)
{
	unsigned long flags = spin_lock_irqsave(&ttys_lock);

	if (list_is_linked(&tty->link))
		list_remove(&tty->link);
	spin_unlock_irqrestore(&ttys_lock, flags);
}

void tty_copy(struct tty *copy, const struct tty *tty)
{
	tty_init(copy, tty->name, tty->rdev, tty->ops);
	copy->refs = 0;
	copy->termios = tty->termios;
	copy->winsize = tty->winsize;
	copy->session = tty->session;
	copy->pgid = tty->pgid;
	copy->stopped = tty->stopped;
	copy->literal_next = tty->literal_next;
	copy->hung_up = tty->hung_up;
	copy->hangups = tty->hangups;
	copy->column = tty->column;
	copy->head = tty->head;
	copy->tail = tty->tail;
	copy->lines = tty->lines;
	copy->line_column = tty->line_column;
	memcpy(copy->input, tty->input, sizeof(copy->input));
	memcpy(copy->ends, tty->ends, sizeof(copy->ends));
}

struct tty *tty_get(struct tty *tty)
{
	unsigned long flags = spin_lock_irqsave(&ttys_lock);

	tty->refs++;
	spin_unlock_irqrestore(&ttys_lock, flags);
	return tty;
}

void tty_put(struct tty *tty)
{
	unsigned long flags = spin_lock_irqsave(&ttys_lock);
	bool last = --tty->refs == 0;

	if (last)
		list_remove(&tty->link);
	spin_unlock_irqrestore(&ttys_lock, flags);
	if (last && tty->ops->destroy)
		tty->ops->destroy(tty);
}

void tty_close(struct file *file)
{
	tty_put(file->private);
}

/* The controlling terminal of session `sid`; NULL: none. Lock: ttys_lock. */
static struct tty *find_locked(int sid)
{
	struct tty *tty;

	assert_locked(&ttys_lock);
	list_for_each_entry(tty, &ttys, link) {
		if (sid && tty->session == sid)
			return tty;
	}
	return NULL;
}

uint32_t tty_of_session(int sid)
{
	unsigned long flags = spin_lock_irqsave(&ttys_lock);
	const struct tty *tty = find_locked(sid);
	uint32_t rdev = tty ? tty->rdev : 0;

	spin_unlock_irqrestore(&ttys_lock, flags);
	return rdev;
}

int tty_foreground_of(int sid)
{
	unsigned long flags = spin_lock_irqsave(&ttys_lock);
	const struct tty *tty = find_locked(sid);
	int pgid = tty ? tty->pgid : -1;

	spin_unlock_irqrestore(&ttys_lock, flags);
	return pgid;
}

void tty_leave_session(int sid, bool ended)
{
	unsigned long flags = spin_lock_irqsave(&ttys_lock);
	struct tty *tty = find_locked(sid);
	int pgid = tty ? tty->pgid : 0;

	if (tty) {
		tty->session = tty->pgid = 0;
		tty->refs++;
		if (ended && !tty->ops->pseudo)
			WRITE_ONCE(tty->hangups, tty->hangups + 1);
	}
	spin_unlock_irqrestore(&ttys_lock, flags);
	if (pgid) {
		tty_signal(pgid, SIGHUP);
		if (!ended)
			tty_signal(pgid, SIGCONT);
	}
	if (tty) {
		event_notify(&tty->readable);
		event_notify(&tty->writable);
		tty_put(tty);
	}
}

bool tty_is_hung(const struct file *file)
{
	const struct tty *tty = file->private;

	return READ_ONCE(tty->hung_up) ||
	       (file->mark != TTY_NEVER_CUT && file->mark != READ_ONCE(tty->hangups));
}

void tty_release(struct tty *tty)
{
	if (process_current_pid() == tty->session)
		tty_leave_session(tty->session, false);
}

struct tty *tty_get_own(void)
{
	unsigned long flags = spin_lock_irqsave(&ttys_lock);
	struct tty *tty = find_locked(process_current_sid());

	if (tty)
		tty->refs++;
	spin_unlock_irqrestore(&ttys_lock, flags);
	return tty;
}

void tty_hang_up(struct tty *tty)
{
	unsigned long flags = spin_lock_irqsave(&ttys_lock);
	int pgid = tty->pgid, session = tty->session;

	tty->hung_up = true;
	tty->session = tty->pgid = 0;
	spin_unlock_irqrestore(&ttys_lock, flags);
	event_notify(&tty->readable);
	event_notify(&tty->writable);
	if (session) {
		tty_signal(session, SIGHUP);
		tty_signal(session, SIGCONT);
	}
	if (pgid && pgid != session) {
		tty_signal(pgid, SIGHUP);
		tty_signal(pgid, SIGCONT);
	}
}

int tty_take(struct tty *tty, bool steal)
{
	unsigned long flags = spin_lock_irqsave(&ttys_lock);
	int sid = process_current_sid(), error = 0;

	if (tty->session == sid)
		goto out;
	if (process_current_pid() != sid || find_locked(sid) || (tty->session && !steal)) {
		error = -EPERM;
		goto out;
	}
	tty->session = sid;
	tty->pgid = process_current_pgid();
out:
	spin_unlock_irqrestore(&ttys_lock, flags);
	return error;
}

void tty_opened(struct tty *tty, struct file *file)
{
	file->private = tty;
	file->mark = READ_ONCE(tty->hangups);
	if (!(file->flags & O_NOCTTY) && !tty->session)
		tty_take(tty, false);
}

int tty_check_foreground(struct tty *tty, int signo)
{
	int pgid = process_current_pgid();

	if (!tty->session || tty->session != process_current_sid() || tty->pgid == pgid ||
		!tty->pgid)
		return 0;
	if (signal_is_blocked(signo))
		return signo == SIGTTIN ? -EIO : 0;
	if (process_group_is_orphaned(pgid))
		return -EIO;
	tty_signal(pgid, signo);
	return -ERESTARTSYS;
}

/* --- Reading --- */

/* Move up to n bytes of input to `text`; in canonical mode stop after the end of a line, and set
 * *end. Returns the number moved. Lock: tty->lock. */
static size_t take_input_locked(struct tty *tty, char *text, size_t n, bool *end)
{
	bool canonical = tty->termios.lflag & ICANON;
	size_t done = 0;

	assert_locked(&tty->lock);
	*end = false;
	while (done < n && !*end && tty_readable(tty)) {
		unsigned slot = tty->tail % TTY_INPUT;

		*end = canonical && bitmap_test(tty->ends, slot);
		if (!*end || tty->input[slot])
			text[done++] = tty->input[slot];
		WRITE_ONCE(tty->tail, tty->tail + 1);
	}
	/* If an end of file follows the byte that filled the buffer, this read consumes it. */
	if (canonical && done == n && !*end && tty_readable(tty) &&
		bitmap_test(tty->ends, tty->tail % TTY_INPUT) && !tty->input[tty->tail % TTY_INPUT])
		WRITE_ONCE(tty->tail, tty->tail + 1);
	return done;
}

/* Wait until a read that wants `wanted` more bytes may take some; `have`: it has some already. 0,
 * -errno, or -ETIMEDOUT (VTIME has passed). */
static int wait_input(struct tty *tty, struct file *file, size_t wanted, unsigned have)
{
	const struct linux_termios *termios = &tty->termios;
	bool canonical = termios->lflag & ICANON;
	unsigned least = canonical ? 1 : termios->cc[VMIN];
	uint64_t deadline_ns = TIME_NEVER;
	int result;

	least = (unsigned)MIN((size_t)least, wanted);
	if (!canonical && termios->cc[VTIME] && (!least || have))
		deadline_ns = clock_ns() + termios->cc[VTIME] * TENTH_NS;
	if (tty_readable(tty) >= MAX(least, 1u) || tty_is_hung(file))
		return 0;
	if (!canonical && !least && !termios->cc[VTIME])
		return -ETIMEDOUT;
	if (file_is_nonblocking(file))
		return -EAGAIN;
	if (deadline_ns == TIME_NEVER && !canonical && termios->cc[VTIME])
		least = 1; /* VTIME starts with the first byte */
	have = tty_readable(tty);
	result = event_wait_until(&tty->readable, deadline_ns,
		tty_readable(tty) >= MAX(least, 1u) ||
			(least > 1 && termios->cc[VTIME] && tty_readable(tty) != have) ||
			tty_is_hung(file) || canonical != !!(termios->lflag & ICANON));
	return result;
}

/* Move a piece of input to `io`; *end: it ended a line. Returns the number of bytes or -errno. */
static long read_piece(struct tty *tty, struct io *io, bool *end)
{
	char text[128];
	unsigned long flags = spin_lock_irqsave(&tty->lock);
	size_t n = take_input_locked(tty, text, MIN(io->left, sizeof(text)), end);

	spin_unlock_irqrestore(&tty->lock, flags);
	tty_moved(tty, 0);
	return io_store(io, text, n) < n ? -EFAULT : (long)n;
}

long tty_read(struct file *file, struct io *io, uint64_t *pos)
{
	struct tty *tty = file->private;
	size_t start = io->left;
	bool end = false, canonical;
	long result = 0;

	if (unlikely(explore_active))
		start = io->left = explore_fault_transfer(start, 0);
	while (io->left && !end) {
		size_t done = start - io->left, least;

		result = tty_check_foreground(tty, SIGTTIN);
		if (result)
			break;
		canonical = tty->termios.lflag & ICANON;
		least = canonical ? 1 : MIN((size_t)tty->termios.cc[VMIN], start);
		if (done && done >= least && !tty_readable(tty))
			break;
		if (done && canonical && !tty_readable(tty))
			break;
		result = wait_input(tty, file, least > done ? least - done : 0, (unsigned)done);
		if (result || tty_is_hung(file))
			break;
		result = read_piece(tty, io, &end);
		if (result < 0)
			break;
	}
	if (result == -ETIMEDOUT)
		result = 0;
	return start != io->left ? (long)(start - io->left) : result < 0 ? result : 0;
}

/* --- Writing --- */

static bool tty_can_write(struct tty *tty)
{
	return (!READ_ONCE(tty->stopped) && (!tty->ops->has_room || tty->ops->has_room(tty)));
}

/* Write as much of `text` as the far end takes now. Returns the number of bytes. */
static size_t write_chunk(struct tty *tty, const char *text, size_t n)
{
	unsigned long flags = spin_lock_irqsave(&tty->lock);
	size_t taken = tty->stopped ? 0 : tty_output_locked(tty, text, n);

	spin_unlock_irqrestore(&tty->lock, flags);
	if (taken)
		tty_moved(tty, 0);
	return taken;
}

/* Write all n bytes, waiting while the far end is full or output is stopped. Returns the number
 * written, or -errno if none were. */
static long write_all(struct tty *tty, struct file *file, const char *text, size_t n)
{
	size_t done = 0;
	long result = 0;

	while (done < n && !result) {
		size_t taken;

		if (tty_is_hung(file)) {
			result = -EIO;
			break;
		}
		taken = write_chunk(tty, text + done, n - done);
		done += taken;
		if (done == n || taken)
			continue;
		if (file_is_nonblocking(file))
			result = -EAGAIN;
		else
			result =
				event_wait(&tty->writable, tty_can_write(tty) || tty_is_hung(file));
	}
	return done ? (long)done : result;
}

long tty_write(struct file *file, struct io *io, uint64_t *pos)
{
	struct tty *tty = file->private;
	size_t start = io->left;
	long result = 0;

	if (unlikely(explore_active))
		start = io->left = explore_fault_transfer(start, 0);
	if (tty->termios.lflag & TOSTOP)
		result = tty_check_foreground(tty, SIGTTOU);
	while (io->left && result >= 0) {
		char text[128];
		size_t n = MIN(io->left, sizeof(text)), got = io_fetch(io, text, n);

		result = got ? write_all(tty, file, text, got) : -EFAULT;
		if ((size_t)MAX(result, 0l) < got) {
			io->left += got - (size_t)MAX(result, 0l); /* the rest was not written */
			break;
		}
		if (got < n)
			break;
	}
	return start != io->left ? (long)(start - io->left) : result;
}

unsigned tty_poll(struct file *file, struct poll_table *table)
{
	struct tty *tty = file->private;
	unsigned events = 0, least = 1;

	poll_add(table, &tty->readable);
	poll_add(table, &tty->writable);
	if (!(tty->termios.lflag & ICANON) && !tty->termios.cc[VTIME] && tty->termios.cc[VMIN])
		least = tty->termios.cc[VMIN];
	if (tty_readable(tty) >= least)
		events |= POLLIN | POLLRDNORM;
	if (tty_is_hung(file))
		events |= POLLHUP | POLLERR | POLLIN | POLLRDNORM | POLLOUT | POLLWRNORM;
	else if (tty_can_write(tty))
		events |= POLLOUT | POLLWRNORM;
	return events;
}
