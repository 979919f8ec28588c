/* SPDX-License-Identifier: MIT */
/*
 * epoll. An item is a file registered in an instance under a descriptor's number. It watches the
 * file's events and is put on the instance's ready list when one occurs. That list is only a hint:
 * epoll_wait() polls the file again. One mutex protects the items of all instances. A ready list is
 * protected by the lock of its instance's event, which watchers take with a file's event locked.
 */
#include <fs/event/epoll.h>
#include <fs/event/poll.h>
#include <fs/files.h>
#include <fs/snapshot/snapshot.h>
#include <fs/upcalls.h>
#include <mm/slab.h>
#include <uapi/errno.h>

#define NESTING_MOST 4
#define WATCHERS     3 /* events that a file's poll operation may add */
#define INPUT_FLAGS  (EPOLLET | EPOLLONESHOT | EPOLLWAKEUP | EPOLLEXCLUSIVE)

struct epoll {
	struct event event; /* its lock ranks after those of other events */
	struct list ready;  /* struct epoll_item; lock: event.queue.lock */
	struct file *file;  /* the instance's own; no reference */
	struct list items;  /* lock: epoll_mutex */
};

struct epoll_item {
	struct epoll *epoll;
	/* Lock: epoll_mutex. */
	struct list link;      /* on epoll->items */
	struct list file_link; /* on file->watchers */
	struct file *file;     /* no reference: closing it removes the item */
	int fd;
	struct epoll_result wanted;
	unsigned watcher_count;
	struct item_watcher {
		struct watcher watcher;
		struct epoll_item *item;
	} watchers[WATCHERS];

	struct list ready_link;  /* lock: epoll->event.queue.lock */
	struct epoll_item *copy; /* made by epoll_copy_references() */
};

/* A poll table that adds watchers to an item. */
struct item_table {
	struct poll_table table;
	struct epoll_item *item;
};

static const struct file_ops epoll_ops;
static struct mutex epoll_mutex = MUTEX_INIT(epoll_mutex, "epoll");

static void make_ready(struct epoll_item *item)
{
	struct epoll *epoll = item->epoll;
	unsigned long flags = spin_lock_irqsave(&epoll->event.queue.lock);

	if (!list_is_linked(&item->ready_link))
		list_push_back(&epoll->ready, &item->ready_link);
	event_notify_locked(&epoll->event);
	spin_unlock_irqrestore(&epoll->event.queue.lock, flags);
}

static void item_notify(struct watcher *watcher)
{
	assert_locked(&watcher->event->queue.lock);
	make_ready(container_of(watcher, struct item_watcher, watcher)->item);
}

static void item_watch(struct poll_table *table, struct event *event)
{
	struct epoll_item *item = container_of(table, struct item_table, table)->item;
	struct item_watcher *own = &item->watchers[item->watcher_count];

	ASSERT(item->watcher_count < WATCHERS);
	item->watcher_count++;
	own->item = item;
	own->watcher = (struct watcher){.notify = item_notify};
	event_watch(event, &own->watcher);
}

/* Poll the item's file: its events that are wanted. Lock: epoll_mutex. */
static unsigned item_poll_locked(const struct epoll_item *item, struct poll_table *table)
{
	assert_locked(&epoll_mutex);
	return file_poll(item->file, table) & item->wanted.events;
}

/* The item for `file` and `fd`; NULL: none. Lock: epoll_mutex. */
static struct epoll_item *find_locked(struct epoll *epoll, const struct file *file, int fd)
{
	struct epoll_item *item;

	assert_locked(&epoll_mutex);
	list_for_each_entry(item, &epoll->items, link) {
		if (item->file == file && item->fd == fd)
			return item;
	}
	return NULL;
}

/* Remove and free an item. Lock: epoll_mutex. */
static void remove_locked(struct epoll_item *item)
{
	struct epoll *epoll = item->epoll;
	unsigned long flags;

	assert_locked(&epoll_mutex);
	for (unsigned i = 0; i < item->watcher_count; i++)
		event_unwatch(&item->watchers[i].watcher);
	flags = spin_lock_irqsave(&epoll->event.queue.lock);
	if (list_is_linked(&item->ready_link))
		list_remove(&item->ready_link);
	spin_unlock_irqrestore(&epoll->event.queue.lock, flags);
	list_remove(&item->link);
	list_remove(&item->file_link);
	kfree(item);
}

void epoll_forget(struct file *file)
{
	mutex_lock(&epoll_mutex);
	while (!list_is_empty(&file->watchers))
		remove_locked(list_entry(file->watchers.next, struct epoll_item, file_link));
	mutex_unlock(&epoll_mutex);
}

/* The level of the deepest instance watched by `epoll`, directly or through others, if `epoll` is
 * at level `level`. NESTING_MOST + 1: too deep, or `avoid` is among them. Recurses at most
 * NESTING_MOST times. Lock: epoll_mutex. */
static unsigned depth_of(const struct epoll *epoll, const struct epoll *avoid, unsigned level)
{
	unsigned deepest = level;
	struct epoll_item *item;

	assert_locked(&epoll_mutex);
	if (epoll == avoid || level > NESTING_MOST)
		return NESTING_MOST + 1;
	list_for_each_entry(item, &epoll->items, link) {
		if (item->file->ops == &epoll_ops)
			deepest = MAX(deepest, depth_of(item->file->private, avoid, level + 1));
	}
	return deepest;
}

/* The number of levels of instances that watch `epoll`, directly or through others. Recurses at
 * most NESTING_MOST times. Lock: epoll_mutex. */
static unsigned height_of(const struct epoll *epoll)
{
	unsigned highest = 0;
	struct epoll_item *item;

	assert_locked(&epoll_mutex);
	list_for_each_entry(item, &epoll->file->watchers, file_link)
		highest = MAX(highest, 1 + height_of(item->epoll));
	return highest;
}

/* Add an item without watchers. NULL: no memory. Lock: epoll_mutex. */
static struct epoll_item *item_add_locked(struct epoll *epoll, int fd, struct file *target,
	const struct epoll_result *wanted)
{
	struct epoll_item *item = kzalloc(sizeof(*item));

	assert_locked(&epoll_mutex);
	if (!item)
		return NULL;
	item->epoll = epoll;
	item->file = target;
	item->fd = fd;
	item->wanted = *wanted;
	list_push_back(&epoll->items, &item->link);
	list_push_back(&target->watchers, &item->file_link);
	return item;
}

/* EPOLL_CTL_ADD. 0, -ELOOP or -ENOMEM. Lock: epoll_mutex. */
static int add_locked(struct epoll *epoll, int fd, struct file *target,
	const struct epoll_result *wanted)
{
	struct item_table table = {.table.add = item_watch};
	struct epoll_item *item;

	assert_locked(&epoll_mutex);
	if (target->ops == &epoll_ops &&
		depth_of(target->private, epoll, 1) + height_of(epoll) > NESTING_MOST)
		return -ELOOP;
	item = item_add_locked(epoll, fd, target, wanted);
	if (!item)
		return -ENOMEM;
	table.item = item;
	if (item_poll_locked(item, &table.table))
		make_ready(item);
	return 0;
}

int epoll_control(struct file *file, int operation, int fd, struct file *target,
	const struct epoll_result *wanted)
{
	struct epoll_result all = *wanted;
	struct epoll_item *item;
	struct epoll *epoll;
	int error = 0;

	if (!target->ops->poll)
		return -EPERM;
	if (file->ops != &epoll_ops || file == target)
		return -EINVAL;
	epoll = file->private;
	if (all.events & EPOLLEXCLUSIVE &&
		(operation == EPOLL_CTL_MOD || target->ops == &epoll_ops ||
			all.events & EPOLLONESHOT))
		return operation == EPOLL_CTL_DEL ? 0 : -EINVAL;
	all.events |= POLLERR | POLLHUP;
	mutex_lock(&epoll_mutex);
	item = find_locked(epoll, target, fd);
	if (operation == EPOLL_CTL_ADD) {
		error = item ? -EEXIST : add_locked(epoll, fd, target, &all);
	} else if (operation != EPOLL_CTL_DEL && operation != EPOLL_CTL_MOD) {
		error = -EINVAL;
	} else if (!item) {
		error = -ENOENT;
	} else if (operation == EPOLL_CTL_DEL) {
		remove_locked(item);
	} else {
		item->wanted = all;
		if (item_poll_locked(item, NULL))
			make_ready(item);
	}
	mutex_unlock(&epoll_mutex);
	return error;
}

/* Remove and return the first item of the ready list; NULL: it is empty. */
static struct epoll_item *take_ready(struct epoll *epoll)
{
	unsigned long flags = spin_lock_irqsave(&epoll->event.queue.lock);
	struct list *link = list_pop_front(&epoll->ready);

	spin_unlock_irqrestore(&epoll->event.queue.lock, flags);
	return link ? list_entry(link, struct epoll_item, ready_link) : NULL;
}

static void put_ready(struct epoll *epoll, struct epoll_item *item)
{
	unsigned long flags = spin_lock_irqsave(&epoll->event.queue.lock);

	if (!list_is_linked(&item->ready_link))
		list_push_back(&epoll->ready, &item->ready_link);
	spin_unlock_irqrestore(&epoll->event.queue.lock, flags);
}

/* Poll the items on the ready list and fill `results`: the number of those with events. Of these,
 * the level-triggered items stay on the list. */
static unsigned collect(struct epoll *epoll, struct epoll_result *results, unsigned max)
{
	struct epoll_item *again[32], *item;
	unsigned count = 0, again_count = 0;

	mutex_lock(&epoll_mutex);
	while (count < max && again_count < ARRAY_SIZE(again) && (item = take_ready(epoll))) {
		unsigned events = item_poll_locked(item, NULL);

		if (!events)
			continue;
		results[count++] =
			(struct epoll_result){.events = events, .data = item->wanted.data};
		if (item->wanted.events & EPOLLONESHOT)
			item->wanted.events &= INPUT_FLAGS;
		else if (!(item->wanted.events & EPOLLET))
			again[again_count++] = item;
	}
	for (unsigned i = 0; i < again_count; i++)
		put_ready(epoll, again[i]);
	mutex_unlock(&epoll_mutex);
	return count;
}

long epoll_wait(struct file *file, struct epoll_result *results, unsigned max, uint64_t deadline_ns)
{
	struct epoll *epoll = file->private;

	if (file->ops != &epoll_ops)
		return -EINVAL;
	for (;;) {
		unsigned count = collect(epoll, results, max);
		long result;

		if (count || deadline_ns == 0)
			return count;
		result =
			event_wait_until(&epoll->event, deadline_ns, !list_is_empty(&epoll->ready));
		if (result == -ETIMEDOUT)
			deadline_ns = 0;
		else if (result)
			return result;
	}
}

/* Poll operation: has an item events? The caller holds the mutex if another instance
 * watches this one. */
static unsigned epoll_poll(struct file *file, struct poll_table *table)
{
	struct epoll *epoll = file->private;
	bool mine = mutex_is_mine(&epoll_mutex), found = false;
	struct epoll_item *item;

	poll_add(table, &epoll->event);
	if (!mine)
		mutex_lock(&epoll_mutex);
	list_for_each_entry(item, &epoll->items, link) {
		if (list_is_linked(&item->ready_link) && item_poll_locked(item, NULL)) {
			found = true;
			break;
		}
	}
	if (!mine)
		mutex_unlock(&epoll_mutex);
	return found ? POLLIN | POLLRDNORM : 0;
}

static void epoll_release(struct file *file)
{
	struct epoll *epoll = file->private;

	mutex_lock(&epoll_mutex);
	while (!list_is_empty(&epoll->items))
		remove_locked(list_entry(epoll->items.next, struct epoll_item, link));
	mutex_unlock(&epoll_mutex);
	kfree(epoll);
}

/* --- Copies --- */

static struct epoll *epoll_alloc(void)
{
	struct epoll *epoll = kzalloc(sizeof(*epoll));

	if (!epoll)
		return NULL;
	event_init(&epoll->event, "epoll");
	spin_init(&epoll->event.queue.lock, "epoll", LOCK_RANK_EPOLL);
	list_init(&epoll->ready);
	list_init(&epoll->items);
	return epoll;
}

/* Remove all watchers: no item becomes ready from now on. */
static int epoll_freeze(struct file *file)
{
	struct epoll *epoll = file->private;
	struct epoll_item *item;

	mutex_lock(&epoll_mutex);
	list_for_each_entry(item, &epoll->items, link) {
		while (item->watcher_count)
			event_unwatch(&item->watchers[--item->watcher_count].watcher);
	}
	mutex_unlock(&epoll_mutex);
	return 0;
}

static int epoll_copy(struct file *copy, struct file *file)
{
	struct epoll *epoll = epoll_alloc();

	copy->private = epoll;
	if (!epoll)
		return -ENOMEM;
	epoll->file = copy;
	return 0;
}

/* Copy item `from` to `epoll`; it watches the copy of the file that `from` watches. */
static int copy_item(struct epoll *epoll, struct epoll_item *from)
{
	struct item_table table = {.table.add = item_watch};
	struct file *target = snapshot_copy_file(from->file);
	struct epoll_item *item;

	if (!target)
		return -ENOMEM;
	mutex_lock(&epoll_mutex);
	item = item_add_locked(epoll, from->fd, target, &from->wanted);
	from->copy = item;
	table.item = item;
	if (item)
		item_poll_locked(item, &table.table);
	mutex_unlock(&epoll_mutex);
	file_put(target);
	return item ? 0 : -ENOMEM;
}

/* The frozen instance no longer changes, so reading it needs no lock. */
static int epoll_copy_references(struct file *copy, struct file *file)
{
	struct epoll *epoll = copy->private, *from = file->private;
	struct epoll_item *item;

	list_for_each_entry(item, &from->items, link) {
		if (copy_item(epoll, item))
			return -ENOMEM;
	}
	list_for_each_entry(item, &from->ready, ready_link)
		put_ready(epoll, item->copy);
	return 0;
}

static const struct file_ops epoll_ops = {
	.freeze = epoll_freeze,
	.copy = epoll_copy,
	.copy_references = epoll_copy_references,
	.poll = epoll_poll,
	.release = epoll_release,
	.name = "anon_inode:[eventpoll]",
};

int epoll_create(struct file **file)
{
	struct epoll *epoll = epoll_alloc();
	int error;

	if (!epoll)
		return -ENOMEM;
	error = file_create_anon(0600, O_RDWR, &epoll_ops, epoll, file);
	if (error)
		kfree(epoll);
	else
		epoll->file = *file;
	return error;
}
