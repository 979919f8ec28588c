/* SPDX-License-Identifier: MIT */
/*
 * Timers as descriptors. Expirations are computed from the clock when they are read or polled. The
 * kernel timer only wakes waiters, and at most once every REST_NS.
 */
#include <fs/event/eventfd.h>
#include <kernel/sync/wall_watch.h>
#include <kernel/time/clock.h>
#include <kernel/time/timer.h>
#include <kernel/time/wall.h>
#include <mm/slab.h>
#include <uapi/errno.h>

#define REST_NS 50000

struct timerfd {
	struct event event;
	/* Lock: event.queue.lock. */
	uint64_t next_ns;     /* the next expiration; 0: stopped */
	uint64_t interval_ns; /* 0: it expires once */
	uint64_t expired;     /* expirations since the last read */
	bool by_wall;         /* next_ns is a time of day */
	bool cancels;         /* TIMERFD_CANCEL was requested */
	bool canceled;        /* the date has been set; the next read reports it */
	bool armed;           /* the timer is started and expire() has not run yet */
	struct timer timer;
	struct mutex set_mutex;
	bool wall;
	struct wall_watch watch;
};

static const struct file_ops timerfd_ops;

/* The time now on the clock of next_ns. Lock: event.queue.lock. */
static uint64_t now_locked(const struct timerfd *timerfd)
{
	assert_locked(&timerfd->event.queue.lock);
	return timerfd->by_wall ? wall_clock_ns() : clock_ns();
}

/* Start the timer for next_ns, but at least `rest_ns` from now, unless it is armed. Lock:
 * event.queue.lock. */
static void start_locked(struct timerfd *timerfd, uint64_t rest_ns)
{
	uint64_t now_ns = clock_ns(), deadline_ns = timerfd->next_ns;

	assert_locked(&timerfd->event.queue.lock);
	if (timerfd->armed)
		return;
	timerfd->armed = true;
	if (timerfd->by_wall)
		deadline_ns = wall_to_clock_ns(deadline_ns);
	timer_start(&timerfd->timer, MAX(deadline_ns, now_ns + rest_ns));
}

/* Add the expirations up to `now_ns` to `expired`, and advance next_ns. Lock: event.queue.lock. */
static void count_locked(struct timerfd *timerfd, uint64_t now_ns)
{
	uint64_t times = 1;

	assert_locked(&timerfd->event.queue.lock);
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

	timerfd->armed = false;
	count_locked(timerfd, now_locked(timerfd));
	event_notify_locked(&timerfd->event);
	/* With unread expirations the timer stays stopped: the next read counts later ones. */
	if (timerfd->next_ns && !timerfd->expired)
		start_locked(timerfd, REST_NS);
	spin_unlock_irqrestore(&timerfd->event.queue.lock, flags);
}

/* Take the unread expirations into *times, 0: none. 0 or -ECANCELED. */
static int take(struct timerfd *timerfd, uint64_t *times)
{
	unsigned long flags = spin_lock_irqsave(&timerfd->event.queue.lock);
	bool canceled = timerfd->canceled;

	count_locked(timerfd, now_locked(timerfd));
	*times = timerfd->expired;
	timerfd->expired = 0;
	timerfd->canceled = false;
	if (timerfd->next_ns)
		start_locked(timerfd, REST_NS);
	spin_unlock_irqrestore(&timerfd->event.queue.lock, flags);
	return canceled ? -ECANCELED : 0;
}

static long timerfd_read(struct file *file, struct io *io, uint64_t *pos)
{
	struct timerfd *timerfd = file->private;
	uint64_t times;

	if (io->left < sizeof(times))
		return -EINVAL;
	for (;;) {
		int result = take(timerfd, &times);

		if (!result && times)
			break;
		if (!result)
			result = file_is_nonblocking(file)
					 ? -EAGAIN
					 : event_wait(&timerfd->event,
						   timerfd->expired || timerfd->canceled);
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
	count_locked(timerfd, now_locked(timerfd));
	expired = timerfd->expired || timerfd->canceled;
	spin_unlock_irqrestore(&timerfd->event.queue.lock, flags);
	return expired ? POLLIN | POLLRDNORM : 0;
}

/* The setting, with the time left. Lock: event.queue.lock. */
static void get_locked(const struct timerfd *timerfd, uint64_t now_ns,
	struct timerfd_setting *setting)
{
	assert_locked(&timerfd->event.queue.lock);
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
	now_ns = now_locked(timerfd);
	count_locked(timerfd, now_ns);
	get_locked(timerfd, now_ns, setting);
	spin_unlock_irqrestore(&timerfd->event.queue.lock, flags);
	return 0;
}

/* Stop the timer; *old gets its setting. Lock: set_mutex. */
static void stop_locked(struct timerfd *timerfd, struct timerfd_setting *old)
{
	unsigned long flags = spin_lock_irqsave(&timerfd->event.queue.lock);
	uint64_t now_ns = now_locked(timerfd);

	assert_locked(&timerfd->set_mutex);
	count_locked(timerfd, now_ns);
	get_locked(timerfd, now_ns, old);
	timerfd->next_ns = 0; /* keeps expire() from starting the timer again */
	spin_unlock_irqrestore(&timerfd->event.queue.lock, flags);
	timer_cancel(&timerfd->timer);
}

/* timerfd_set(): 0 or -ECANCELED. Lock: set_mutex, and the watches' if `wall`. */
static int set_locked(struct timerfd *timerfd, const struct timerfd_setting *setting, unsigned how,
	struct timerfd_setting *old)
{
	bool by_wall = timerfd->wall && how & TIMERFD_ABSOLUTE, canceled;
	uint64_t value_ns = setting->value_ns;
	unsigned long flags;

	assert_locked(&timerfd->set_mutex);
	stop_locked(timerfd, old);
	flags = spin_lock_irqsave(&timerfd->event.queue.lock);
	canceled = timerfd->canceled && value_ns;
	timerfd->armed = false;
	timerfd->by_wall = by_wall;
	timerfd->cancels = by_wall && how & TIMERFD_CANCEL;
	timerfd->canceled = false;
	if (value_ns && !(how & TIMERFD_ABSOLUTE))
		value_ns += clock_ns();
	timerfd->next_ns = value_ns;
	timerfd->interval_ns = setting->interval_ns;
	timerfd->expired = 0;
	if (value_ns)
		start_locked(timerfd, 0);
	spin_unlock_irqrestore(&timerfd->event.queue.lock, flags);
	return canceled && how & TIMERFD_CANCEL ? -ECANCELED : 0;
}

int timerfd_set(struct file *file, const struct timerfd_setting *setting, unsigned how,
	struct timerfd_setting *old)
{
	struct timerfd *timerfd = file->private;
	int result;

	if (file->ops != &timerfd_ops)
		return -EINVAL;
	mutex_lock(&timerfd->set_mutex);
	if (timerfd->wall)
		wall_watch_lock();
	result = set_locked(timerfd, setting, how, old);
	if (timerfd->wall) {
		if (timerfd->by_wall)
			wall_watch_start_locked(&timerfd->watch);
		else
			wall_watch_stop_locked(&timerfd->watch);
		wall_watch_unlock();
	}
	mutex_unlock(&timerfd->set_mutex);
	return result;
}

/* The date has been set: restart the timer, which is now due earlier or later, and cancel reads if
 * that was requested. Lock: the watches'. */
static void wall_stepped(struct wall_watch *watch)
{
	struct timerfd *timerfd = container_of(watch, struct timerfd, watch);
	unsigned long flags = spin_lock_irqsave(&timerfd->event.queue.lock);
	uint64_t next_ns = timerfd->next_ns;

	timerfd->next_ns = 0;
	spin_unlock_irqrestore(&timerfd->event.queue.lock, flags);
	timer_cancel(&timerfd->timer);
	flags = spin_lock_irqsave(&timerfd->event.queue.lock);
	timerfd->armed = false;
	timerfd->next_ns = next_ns;
	if (next_ns)
		start_locked(timerfd, 0);
	if (timerfd->cancels) {
		timerfd->canceled = true;
		event_notify_locked(&timerfd->event);
	}
	spin_unlock_irqrestore(&timerfd->event.queue.lock, flags);
}

static void timerfd_release(struct file *file)
{
	struct timerfd_setting stopped = {0}, old;

	timerfd_set(file, &stopped, 0, &old);
	kfree(file->private);
}

/* --- Copies --- */

static struct timerfd *timerfd_alloc(bool wall)
{
	struct timerfd *timerfd = kzalloc(sizeof(*timerfd));

	if (!timerfd)
		return NULL;
	event_init(&timerfd->event, "timerfd");
	mutex_init(&timerfd->set_mutex, "timerfd");
	timer_init(&timerfd->timer, expire);
	timerfd->wall = wall;
	timerfd->watch.stepped = wall_stepped;
	return timerfd;
}

/* Stop the timer. `armed` remains set, for the copy. */
static int timerfd_freeze(struct file *file)
{
	struct timerfd *timerfd = file->private;

	if (timerfd->wall) {
		wall_watch_lock();
		wall_watch_stop_locked(&timerfd->watch);
		wall_watch_unlock();
	}
	timer_cancel(&timerfd->timer);
	return 0;
}

static int timerfd_copy(struct file *copy, struct file *file)
{
	const struct timerfd *from = file->private;
	struct timerfd *timerfd = timerfd_alloc(from->wall);
	unsigned long flags;

	copy->private = timerfd;
	if (!timerfd)
		return -ENOMEM;
	flags = spin_lock_irqsave(&timerfd->event.queue.lock);
	timerfd->next_ns = from->next_ns;
	timerfd->interval_ns = from->interval_ns;
	timerfd->expired = from->expired;
	timerfd->by_wall = from->by_wall;
	timerfd->cancels = from->cancels;
	timerfd->canceled = from->canceled;
	if (from->armed)
		start_locked(timerfd, 0);
	spin_unlock_irqrestore(&timerfd->event.queue.lock, flags);
	if (timerfd->by_wall) {
		wall_watch_lock();
		wall_watch_start_locked(&timerfd->watch);
		wall_watch_unlock();
	}
	return 0;
}

static const struct file_ops timerfd_ops = {
	.freeze = timerfd_freeze,
	.copy = timerfd_copy,
	.read = timerfd_read,
	.poll = timerfd_poll,
	.release = timerfd_release,
	.name = "anon_inode:[timerfd]",
};

int timerfd_create(bool wall, int flags, struct file **file)
{
	struct timerfd *timerfd = timerfd_alloc(wall);
	int error;

	if (!timerfd)
		return -ENOMEM;
	error = file_create_anon(0600, O_RDWR | flags, &timerfd_ops, timerfd, file);
	if (error)
		kfree(timerfd);
	return error;
}
