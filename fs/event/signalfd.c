/* SPDX-License-Identifier: MIT */
/*
 * signalfd. All descriptors share one event, which is notified of each signal that becomes pending
 * while any descriptor exists. A waiter then looks for signals of its own: a read returns signals
 * of the reader, not of the process that created the descriptor.
 */
#include <fs/event/signalfd.h>
#include <fs/upcalls.h>
#include <kernel/signal/upcalls.h>
#include <mm/slab.h>
#include <uapi/errno.h>
#include <uapi/signal.h>

struct signalfd_info {
	uint32_t signo;
	int32_t error, code;
	uint32_t pid, uid;
	int32_t fd;
	uint32_t tid, band, overrun, trapno;
	int32_t status, number;
	uint64_t pointer, utime, stime, addr;
	uint8_t pad[48];
};
_Static_assert(sizeof(struct signalfd_info) == 128, "the ABI's size");

static const struct file_ops signalfd_ops;
static struct event pending = {
	.queue = {.lock = SPINLOCK_INIT("signalfd", LOCK_RANK_EVENT),
		.waiters = LIST_INIT(pending.queue.waiters),
		.name = "signalfd"},
	.watchers = LIST_INIT(pending.watchers),
};
struct atomic signalfd_users;

void signalfd_notify_users(void)
{
	event_notify(&pending);
}

/* On 32-bit machines a concurrent change may tear the value: each half is from one of the masks. */
static uint64_t mask_of(const struct file *file)
{
	const uint64_t *mask = file->private;

	return *mask;
}

/* A hint, since it takes no lock of the signal queues. */
static bool is_pending(uint64_t mask)
{
	return process_pending_signals(mask);
}

static void translate(const struct linux_siginfo *info, struct signalfd_info *out)
{
	*out = (struct signalfd_info){
		.signo = (uint32_t)info->signo,
		.error = info->error,
		.code = info->code,
		.pid = (uint32_t)info->from.pid,
		.uid = info->from.uid,
	};
	if (info->signo == SIGCHLD && info->code > 0) {
		out->status = info->child.status;
		out->utime = (uint64_t)info->child.utime;
		out->stime = (uint64_t)info->child.stime;
	} else if (info->code == SI_TIMER) {
		out->pid = out->uid = 0;
		out->tid = (uint32_t)info->timer.id;
		out->overrun = (uint32_t)info->timer.overrun;
		out->number = info->timer.value.number;
		out->pointer = info->timer.value.pointer;
	} else {
		out->number = info->from.value.number;
		out->pointer = info->from.value.pointer;
	}
}

static long signalfd_read(struct file *file, struct io *io, uint64_t *pos)
{
	struct linux_siginfo info;
	struct signalfd_info out;
	long done = 0;

	if (io->left < sizeof(out))
		return -EINVAL;
	while (io->left >= sizeof(out)) {
		long result;

		if (process_take_signal(mask_of(file), &info)) {
			translate(&info, &out);
			if (io_store(io, &out, sizeof(out)) < sizeof(out))
				return done ? done : -EFAULT;
			done += (long)sizeof(out);
			continue;
		}
		if (done)
			break;
		if (file_is_nonblocking(file))
			return -EAGAIN;
		result = event_wait(&pending, is_pending(mask_of(file)));
		if (result)
			return result;
	}
	return done;
}

static unsigned signalfd_poll(struct file *file, struct poll_table *table)
{
	poll_add(table, &pending);
	return is_pending(mask_of(file)) ? POLLIN | POLLRDNORM : 0;
}

static void signalfd_release(struct file *file)
{
	atomic_dec_and_test(&signalfd_users);
	kfree(file->private);
}

static int signalfd_copy(struct file *copy, struct file *file)
{
	uint64_t *own = kmalloc(sizeof(*own));

	if (!own)
		return -ENOMEM;
	*own = mask_of(file);
	copy->private = own;
	atomic_inc(&signalfd_users);
	return 0;
}

static const struct file_ops signalfd_ops = {
	.copy = signalfd_copy,
	.read = signalfd_read,
	.poll = signalfd_poll,
	.release = signalfd_release,
	.name = "anon_inode:[signalfd]",
};

int signalfd_set_mask(struct file *file, uint64_t mask)
{
	if (file->ops != &signalfd_ops)
		return -EINVAL;
	*(uint64_t *)file->private = mask & ~SIGNALS_UNBLOCKABLE;
	event_notify(&pending);
	return 0;
}

int signalfd_create(uint64_t mask, int flags, struct file **file)
{
	uint64_t *own = kmalloc(sizeof(*own));
	int error;

	if (!own)
		return -ENOMEM;
	*own = mask & ~SIGNALS_UNBLOCKABLE;
	error = file_create_anon(0600, O_RDWR | flags, &signalfd_ops, own, file);
	if (error)
		kfree(own);
	else
		atomic_inc(&signalfd_users);
	return error;
}
