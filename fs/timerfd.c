/* SPDX-License-Identifier: MIT */
/*
 * Timers as descriptors. Expirations are computed from the clock when somebody asks; the kernel's
 * timer only tells those who wait, and no more often than every REST_NS.
 */
#include <fs/eventfd.h>
#include <kernel/sched/clock.h>
#include <kernel/time/timer.h>
#include <mm/slab.h>
#include <uapi/errno.h>

#define REST_NS 50000

struct timerfd {
	struct event event;
	/* Lock: event.queue.lock. */
	uint64_t next_ns;     /* the next expiration; 0: stopped */
	uint64_t interval_ns; /* 0: there is only one */
	uint64_t expired;     /* times, since the last read */
	struct timer timer;   /* started and stopped by one thread at a time: set_mutex */
	struct mutex set_mutex;
};

static const struct file_ops timerfd_ops;

/* Count what has expired by now. Lock: event.queue.lock. */
static void count_locked(struct timerfd *timerfd, uint64_t now_ns)
{
	uint64_t times = 1;

	if (!timerfd->next_ns || now_ns < timerfd->next_ns)
		return;
	if (timerfd->interval_ns) {
		times += (now_ns - timerfd->next_ns) / timerfd->interval_ns;
		timerfd->next_ns += times * timerfd->interval_ns;
	} else {
		timerfd->next_ns = 0;
	}
	timerfd->expired += times;
}

static void expire(struct timer *timer)
{
	struct timerfd *timerfd = container_of(timer, struct timerfd, timer);
	unsigned long flags = spin_lock_irqsave(&timerfd->event.queue.lock);
	uint64_t now_ns = clock_ns();

	count_locked(timerfd, now_ns);
	event_notify_locked(&timerfd->event);
	if (timerfd->next_ns)
		timer_start(timer, MAX(timerfd->next_ns, now_ns + REST_NS));
	spin_unlock_irqrestore(&timerfd->event.queue.lock, flags);
}

static uint64_t take(struct timerfd *timerfd)
{
	unsigned long flags = spin_lock_irqsave(&timerfd->event.queue.lock);
	uint64_t times;

	count_locked(timerfd, clock_ns());
	times = timerfd->expired;
	timerfd->expired = 0;
	spin_unlock_irqrestore(&timerfd->event.queue.lock, flags);
	return times;
}

static long timerfd_read(struct file *file, struct io *io, uint64_t *pos)
{
	struct timerfd *timerfd = file->private;
	uint64_t times;

	if (io->left < sizeof(times))
		return -EINVAL;
	while (!(times = take(timerfd))) {
		int result = file_is_nonblocking(file)
				     ? -EAGAIN
				     : event_wait(&timerfd->event, timerfd->expired);

		if (result)
			return result;
	}
	return io_store(io, &times, sizeof(times)) < sizeof(times) ? -EFAULT : (long)sizeof(times);
}

static unsigned timerfd_poll(struct file *file, struct poll_table *table)
{
	struct timerfd *timerfd = file->private;
	unsigned long flags;
	bool expired;

	poll_add(table, &timerfd->event);
	flags = spin_lock_irqsave(&timerfd->event.queue.lock);
	count_locked(timerfd, clock_ns());
	expired = timerfd->expired;
	spin_unlock_irqrestore(&timerfd->event.queue.lock, flags);
	return expired ? POLLIN | POLLRDNORM : 0;
}

/* Lock: event.queue.lock. */
static void get_locked(const struct timerfd *timerfd, uint64_t now_ns,
	struct timerfd_setting *setting)
{
	setting->interval_ns = timerfd->interval_ns;
	setting->value_ns = 0;
	if (timerfd->next_ns)
		setting->value_ns = MAX(timerfd->next_ns, now_ns + 1) - now_ns;
}

int timerfd_get(struct file *file, struct timerfd_setting *setting)
{
	struct timerfd *timerfd = file->private;
	unsigned long flags;
	uint64_t now_ns;

	if (file->ops != &timerfd_ops)
		return -EINVAL;
	flags = spin_lock_irqsave(&timerfd->event.queue.lock);
	now_ns = clock_ns();
	count_locked(timerfd, now_ns);
	get_locked(timerfd, now_ns, setting);
	spin_unlock_irqrestore(&timerfd->event.queue.lock, flags);
	return 0;
}

int timerfd_set(struct file *file, uint64_t deadline_ns, uint64_t interval_ns,
	struct timerfd_setting *old)
{
	struct timerfd *timerfd = file->private;
	unsigned long flags;
	uint64_t now_ns;

	if (file->ops != &timerfd_ops)
		return -EINVAL;
	mutex_lock(&timerfd->set_mutex);
	flags = spin_lock_irqsave(&timerfd->event.queue.lock);
	now_ns = clock_ns();
	count_locked(timerfd, now_ns);
	get_locked(timerfd, now_ns, old);
	timerfd->next_ns = 0; /* the timer is not started again from now on */
	spin_unlock_irqrestore(&timerfd->event.queue.lock, flags);
	timer_cancel(&timerfd->timer);
	flags = spin_lock_irqsave(&timerfd->event.queue.lock);
	timerfd->next_ns = deadline_ns;
	timerfd->interval_ns = interval_ns;
	timerfd->expired = 0;
	if (deadline_ns)
		timer_start(&timerfd->timer, deadline_ns);
	spin_unlock_irqrestore(&timerfd->event.queue.lock, flags);
	mutex_unlock(&timerfd->set_mutex);
	return 0;
}

static void timerfd_release(struct file *file)
{
	struct timerfd_setting old;

	timerfd_set(file, 0, 0, &old);
	kfree(file->private);
}

static const struct file_ops timerfd_ops = {
	.read = timerfd_read,
	.poll = timerfd_poll,
	.release = timerfd_release,
	.name = "anon_inode:[timerfd]",
};

int timerfd_create(int flags, struct file **file)
{
	struct timerfd *timerfd = kzalloc(sizeof(*timerfd));
	int error;

	if (!timerfd)
		return -ENOMEM;
	event_init(&timerfd->event, "timerfd");
	mutex_init(&timerfd->set_mutex, "timerfd");
	timer_init(&timerfd->timer, expire);
	error = file_create_anon(0600, O_RDWR | flags, &timerfd_ops, timerfd, file);
	if (error)
		kfree(timerfd);
	return error;
}
