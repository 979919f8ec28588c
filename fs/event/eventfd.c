/* SPDX-License-Identifier: MIT */
/*
 * Event counters (eventfd(2)). The lock of the event protects the count.
 */
#include <fs/event/eventfd.h>
#include <mm/slab.h>
#include <uapi/errno.h>

#define COUNT_MOST (UINT64_MAX - 1)

struct eventfd {
	struct event event;
	uint64_t count; /* lock: event.queue.lock */
	bool semaphore;
};

static struct eventfd *eventfd_alloc(uint64_t count, bool semaphore)
{
	struct eventfd *eventfd = kzalloc(sizeof(*eventfd));

	if (!eventfd)
		return NULL;
	event_init(&eventfd->event, "eventfd");
	eventfd->count = count;
	eventfd->semaphore = semaphore;
	return eventfd;
}

/* Subtract what a read returns, into *value. False: the count is 0. */
static bool take(struct eventfd *eventfd, uint64_t *value)
{
	unsigned long flags = spin_lock_irqsave(&eventfd->event.queue.lock);

	*value = eventfd->semaphore ? MIN(eventfd->count, (uint64_t)1) : eventfd->count;
	eventfd->count -= *value;
	if (*value)
		event_notify_locked(&eventfd->event);
	spin_unlock_irqrestore(&eventfd->event.queue.lock, flags);
	return *value != 0;
}

static long eventfd_read(struct file *file, struct io *io, uint64_t *pos)
{
	struct eventfd *eventfd = file->private;
	uint64_t value;

	if (io->left < sizeof(value))
		return -EINVAL;
	while (!take(eventfd, &value)) {
		int result = file_is_nonblocking(file)
				     ? -EAGAIN
				     : event_wait(&eventfd->event, eventfd->count);

		if (result)
			return result;
	}
	return io_store(io, &value, sizeof(value)) < sizeof(value) ? -EFAULT : (long)sizeof(value);
}

/* Add `value` to the count. False: it does not fit. */
static bool give(struct eventfd *eventfd, uint64_t value)
{
	unsigned long flags = spin_lock_irqsave(&eventfd->event.queue.lock);
	bool fits = value <= COUNT_MOST - eventfd->count;

	if (fits) {
		eventfd->count += value;
		event_notify_locked(&eventfd->event);
	}
	spin_unlock_irqrestore(&eventfd->event.queue.lock, flags);
	return fits;
}

static long eventfd_write(struct file *file, struct io *io, uint64_t *pos)
{
	struct eventfd *eventfd = file->private;
	uint64_t value;

	if (io->left < sizeof(value))
		return -EINVAL;
	if (io_fetch(io, &value, sizeof(value)) < sizeof(value))
		return -EFAULT;
	if (value > COUNT_MOST)
		return -EINVAL;
	while (!give(eventfd, value)) {
		int result =
			file_is_nonblocking(file)
				? -EAGAIN
				: event_wait(&eventfd->event, value <= COUNT_MOST - eventfd->count);

		if (result)
			return result;
	}
	return sizeof(value);
}

static unsigned eventfd_poll(struct file *file, struct poll_table *table)
{
	struct eventfd *eventfd = file->private;
	unsigned long flags;
	uint64_t count;

	poll_add(table, &eventfd->event);
	flags = spin_lock_irqsave(&eventfd->event.queue.lock);
	count = eventfd->count;
	spin_unlock_irqrestore(&eventfd->event.queue.lock, flags);
	return (count ? POLLIN | POLLRDNORM : 0) | (count < COUNT_MOST ? POLLOUT | POLLWRNORM : 0);
}

static int eventfd_copy(struct file *copy, struct file *file)
{
	const struct eventfd *from = file->private;
	struct eventfd *eventfd = eventfd_alloc(from->count, from->semaphore);

	copy->private = eventfd;
	return eventfd ? 0 : -ENOMEM;
}

static void eventfd_release(struct file *file)
{
	kfree(file->private);
}

static const struct file_ops eventfd_ops = {
	.read = eventfd_read,
	.write = eventfd_write,
	.poll = eventfd_poll,
	.release = eventfd_release,
	.copy = eventfd_copy,
	.name = "anon_inode:[eventfd]",
};

int eventfd_create(uint64_t count, bool semaphore, int flags, struct file **file)
{
	struct eventfd *eventfd = eventfd_alloc(count, semaphore);
	int error;

	if (!eventfd)
		return -ENOMEM;
	error = file_create_anon(0600, O_RDWR | flags, &eventfd_ops, eventfd, file);
	if (error)
		kfree(eventfd);
	return error;
}
