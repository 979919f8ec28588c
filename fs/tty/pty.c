/* SPDX-License-Identifier: MIT */
/*
 * Pseudo-terminals. The slave's output passes through its line discipline into a ring that the
 * master reads; bytes written by the master are input of the slave's terminal. A pair is one
 * object, which embeds the slave's `struct tty`. The master's file and each open slave hold a
 * reference.
 */
#include <fs/files.h>
#include <fs/tree.h>
#include <fs/tty/pty.h>
#include <fs/tty/pty_parts.h>
#include <fs/tty/tty.h>
#include <fs/upcalls.h>
#include <lib/string.h>
#include <mm/page.h>
#include <mm/slab.h>
#include <mm/usercopy.h>
#include <uapi/errno.h>
#include <uapi/signal.h>

struct pty *ptys[PTY_MAX];
struct mutex ptys_mutex = MUTEX_INIT(ptys_mutex, "ptys"); /* order: after the tree lock */

static unsigned output_used(const struct pty *pty)
{
	return READ_ONCE(pty->head) - READ_ONCE(pty->tail);
}

static char *output_at(const struct pty *pty, unsigned at)
{
	return (char *)page_address(pty->output) + at % OUTPUT_SIZE;
}

/* --- The slave's far end --- */

static size_t far_write(struct tty *tty, const char *text, size_t n)
{
	struct pty *pty = pty_of(tty);
	size_t room = OUTPUT_SIZE - output_used(pty);

	assert_locked(&tty->lock);
	/* Short writes are one processed character: never split them. */
	if (n > room && n < 16)
		return 0;
	n = MIN(n, room);
	for (size_t i = 0; i < n; i++)
		output_at(pty, pty->head + (unsigned)i)[0] = text[i];
	WRITE_ONCE(pty->head, pty->head + (unsigned)n);
	return n;
}

static bool far_has_room(struct tty *tty)
{
	return OUTPUT_SIZE - output_used(pty_of(tty)) >= 16;
}

static void far_moved(struct tty *tty, unsigned status)
{
	struct pty *pty = pty_of(tty);
	unsigned long flags;

	if (status && READ_ONCE(pty->packets)) {
		flags = spin_lock_irqsave(&tty->lock);
		if (status & (TIOCPKT_STOP | TIOCPKT_START))
			pty->status &= ~(TIOCPKT_STOP | TIOCPKT_START);
		if (status & (TIOCPKT_NOSTOP | TIOCPKT_DOSTOP))
			pty->status &= ~(TIOCPKT_NOSTOP | TIOCPKT_DOSTOP);
		pty->status |= status;
		spin_unlock_irqrestore(&tty->lock, flags);
	}
	event_notify(&pty->readable);
	event_notify(&pty->writable);
}

static void far_destroy(struct tty *tty)
{
	struct pty *pty = pty_of(tty);

	page_put(pty->output);
	kfree(pty);
}

const struct tty_ops pty_far_ops = {
	.pseudo = true,
	.write = far_write,
	.has_room = far_has_room,
	.moved = far_moved,
	.destroy = far_destroy,
};

/* --- The slave as a file --- */

static int slave_open(struct inode *inode, struct file *file)
{
	unsigned index = DEV_MINOR(inode->rdev);
	struct pty *pty;
	int error = 0;

	mutex_lock(&ptys_mutex);
	pty = index < PTY_MAX ? ptys[index] : NULL;
	if (!pty || READ_ONCE(pty->locked)) {
		error = -EIO;
	} else {
		tty_get(&pty->tty);
		WRITE_ONCE(pty->slaves, pty->slaves + 1);
		WRITE_ONCE(pty->left, false);
	}
	mutex_unlock(&ptys_mutex);
	if (error)
		return error;
	tty_opened(&pty->tty, file);
	return 0;
}

static void slave_release(struct file *file)
{
	struct pty *pty = pty_of(file->private);

	mutex_lock(&ptys_mutex);
	WRITE_ONCE(pty->slaves, pty->slaves - 1);
	if (!pty->slaves)
		WRITE_ONCE(pty->left, true);
	mutex_unlock(&ptys_mutex);
	event_notify(&pty->readable);
	event_notify(&pty->writable);
	tty_put(&pty->tty);
}

static const struct file_ops slave_ops = {
	.open = slave_open,
	.release = slave_release,
	.freeze = pty_freeze_slave,
	.copy = pty_copy_slave,
	.read = tty_read,
	.write = tty_write,
	.poll = tty_poll,
	.ioctl = tty_ioctl,
};

/* --- The master --- */

struct pty *pty_alloc(void)
{
	struct pty *pty = kzalloc(sizeof(*pty));

	if (pty)
		pty->output = page_alloc(0);
	if (!pty || !pty->output) {
		kfree(pty);
		return NULL;
	}
	pty->locked = true;
	event_init(&pty->readable, "pty read");
	event_init(&pty->writable, "pty write");
	return pty;
}

/* Free the index and drop the master's reference: the pair lives until its last slave is closed. */
static void forget(struct pty *pty)
{
	mutex_lock(&ptys_mutex);
	ptys[pty->index] = NULL;
	mutex_unlock(&ptys_mutex);
	tty_put(&pty->tty);
}

static int master_open(struct inode *inode, struct file *file)
{
	struct pty *pty = pty_alloc();
	unsigned index = 0;

	if (!pty)
		return -ENOMEM;
	mutex_lock(&ptys_mutex);
	while (index < PTY_MAX && ptys[index])
		index++;
	if (index < PTY_MAX) {
		tty_init(&pty->tty, "pty", MAKEDEV(PTS_MAJOR, index), &pty_far_ops);
		pty->tty.termios.cflag = B38400 | CS8 | CREAD;
		pty->index = index;
		ptys[index] = pty;
	}
	mutex_unlock(&ptys_mutex);
	if (index == PTY_MAX) {
		far_destroy(&pty->tty);
		return -ENOSPC;
	}
	pty->entry = devpts_add(index);
	if (!pty->entry) {
		forget(pty);
		return -ENOMEM;
	}
	file->private = pty;
	return 0;
}

static void master_release(struct file *file)
{
	struct pty *pty = file->private;

	devpts_remove(pty->entry);
	tty_hang_up(&pty->tty);
	forget(pty);
}

/* Take up to n bytes of output. In packet mode the first byte is the status: 0 if data follows.
 * Lock: tty.lock. */
static size_t take_output_locked(struct pty *pty, char *text, size_t n)
{
	size_t done = 0;

	assert_locked(&pty->tty.lock);
	if (pty->packets) {
		unsigned status = pty->status;

		if (!status && !output_used(pty))
			return 0;
		pty->status = 0;
		text[done++] = (char)status;
		if (status)
			return done;
	}
	while (done < n && output_used(pty)) {
		text[done++] = *output_at(pty, pty->tail);
		WRITE_ONCE(pty->tail, pty->tail + 1);
	}
	return done;
}

static bool has_output(const struct pty *pty)
{
	return output_used(pty) || (READ_ONCE(pty->packets) && READ_ONCE(pty->status));
}

static long master_read(struct file *file, struct io *io, uint64_t *pos)
{
	struct pty *pty = file->private;
	size_t start = io->left;
	unsigned long flags;
	char text[256];
	long result;

	while (start && !has_output(pty)) {
		if (READ_ONCE(pty->left))
			return -EIO;
		if (file_is_nonblocking(file))
			return -EAGAIN;
		result = event_wait(&pty->readable, has_output(pty) || READ_ONCE(pty->left));
		if (result)
			return result;
	}
	while (io->left) {
		bool packet = READ_ONCE(pty->packets);
		size_t n;

		flags = spin_lock_irqsave(&pty->tty.lock);
		n = take_output_locked(pty, text, MIN(io->left, sizeof(text)));
		spin_unlock_irqrestore(&pty->tty.lock, flags);
		if (!n)
			break;
		if (io_store(io, text, n) < n)
			return -EFAULT;
		if (packet)
			break;
	}
	event_notify(&pty->tty.writable);
	return (long)(start - io->left);
}

static long master_write(struct file *file, struct io *io, uint64_t *pos)
{
	struct pty *pty = file->private;
	size_t start = io->left;
	long result = 0;

	while (io->left && !result) {
		char text[128];
		size_t n = MIN(io->left, sizeof(text)), got, i;
		struct io before = *io;

		if (READ_ONCE(pty->left)) {
			result = -EIO;
			break;
		}
		got = io_fetch(io, text, n);
		for (i = 0; i < got && tty_has_input_room(&pty->tty); i++)
			tty_receive(&pty->tty, text[i]);
		if (i < got) { /* the rest is sent later */
			*io = before;
			io_fetch(io, text, i);
		}
		if (i == got && got < n)
			result = -EFAULT;
		else if (i < got && file_is_nonblocking(file))
			result = -EAGAIN;
		else if (i < got)
			result = event_wait(&pty->writable,
				tty_has_input_room(&pty->tty) || READ_ONCE(pty->left));
	}
	return start != io->left ? (long)(start - io->left) : result;
}

static unsigned master_poll(struct file *file, struct poll_table *table)
{
	struct pty *pty = file->private;
	unsigned events = 0;

	poll_add(table, &pty->readable);
	poll_add(table, &pty->writable);
	if (has_output(pty))
		events |= POLLIN | POLLRDNORM;
	if (READ_ONCE(pty->packets) && READ_ONCE(pty->status))
		events |= POLLPRI;
	if (READ_ONCE(pty->left))
		events |= POLLHUP;
	if (tty_has_input_room(&pty->tty))
		events |= POLLOUT | POLLWRNORM;
	return events;
}

/* --- Requests to the master --- */

static long put_int(uintptr_t arg, int value)
{
	return copy_to_user(arg, &value, sizeof(value)) ? -EFAULT : 0;
}

static long get_flag(uintptr_t arg, bool *flag)
{
	int value;

	if (copy_from_user(&value, arg, sizeof(value)))
		return -EFAULT;
	WRITE_ONCE(*flag, value != 0);
	return 0;
}

/* TIOCGPTPEER: open the slave without looking up its name. */
static long open_peer(struct pty *pty, unsigned flags)
{
	static const struct file_ops no_ops = {0};
	struct file *file =
		file_alloc(pty->entry->inode, pty->entry, (int)(flags & ~O_CLOEXEC), &slave_ops);
	int error;

	if (!file)
		return -ENOMEM;
	error = slave_open(pty->entry->inode, file);
	if (error) {
		file->ops = &no_ops; /* nothing to release */
		file_put(file);
		return error;
	}
	return files_add(files_current(), file, flags & O_CLOEXEC);
}

static long flush_output(struct pty *pty)
{
	unsigned long flags = spin_lock_irqsave(&pty->tty.lock);

	WRITE_ONCE(pty->tail, pty->head);
	spin_unlock_irqrestore(&pty->tty.lock, flags);
	event_notify(&pty->tty.writable);
	return 0;
}

/* TCFLSH: the master's input is the slave's output, and vice versa. */
static long master_flush(struct pty *pty, uintptr_t queue)
{
	if (queue > 2)
		return -EINVAL;
	if (queue != 1)
		flush_output(pty);
	return queue ? tty_request(&pty->tty, TCFLSH, 0, true) : 0;
}

static long master_ioctl(struct file *file, unsigned request, uintptr_t arg)
{
	struct pty *pty = file->private;
	int pgid;

	switch (request) {
	case TIOCGPTN:
		return put_int(arg, (int)pty->index);
	case TIOCSPTLCK:
		return get_flag(arg, &pty->locked);
	case TIOCGPTLCK:
		return put_int(arg, pty->locked);
	case TIOCPKT:
		return get_flag(arg, &pty->packets);
	case TIOCGPKT:
		return put_int(arg, pty->packets);
	case TIOCGPTPEER:
		return open_peer(pty, (unsigned)arg);
	case TIOCINQ:
		return put_int(arg, (int)output_used(pty));
	case TIOCOUTQ:
		return put_int(arg, 0);
	case TCFLSH:
		return master_flush(pty, arg);
	case TIOCSIG:
		pgid = READ_ONCE(pty->tty.pgid);
		if (arg != SIGINT && arg != SIGQUIT && arg != SIGTSTP)
			return -EINVAL;
		if (pgid)
			tty_signal(pgid, (int)arg);
		return 0;
	default:
		return tty_request(&pty->tty, request, arg, true);
	}
}

static const struct file_ops master_ops = {
	.open = master_open,
	.release = master_release,
	.freeze = pty_freeze_master,
	.copy = pty_copy_master,
	.read = master_read,
	.write = master_write,
	.poll = master_poll,
	.ioctl = master_ioctl,
};

void pty_init(void)
{
	device_register(DEV_PTMX, 1, &master_ops);
	device_register(MAKEDEV(PTS_MAJOR, 0), 1u << 20, &slave_ops);
}
