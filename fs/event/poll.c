/* SPDX-License-Identifier: MIT */
/*
 * poll: poll every file. If none has events, wait for one of the events that they added to
 * the poll table, and poll again. Meanwhile the files are kept open and their events watched.
 */
#include <fs/event/poll.h>
#include <fs/files.h>
#include <mm/slab.h>
#include <uapi/errno.h>

#define ENTRIES_NEAR  6  /* watchers on the stack */
#define ENTRIES_CHUNK 60 /* watchers in each block after these */

struct poller;

struct poll_entry {
	struct watcher watcher;
	struct poller *poller;
	struct file *file; /* with a reference */
};

struct entry_chunk {
	struct entry_chunk *next;
	unsigned used;
	struct poll_entry entries[ENTRIES_CHUNK];
};

struct poller {
	struct poll_table table;
	struct wait_queue queue;
	bool fired; /* lock: queue.lock */
	bool no_memory;
	struct file *file; /* the one being polled */
	unsigned near_used;
	struct poll_entry near[ENTRIES_NEAR];
	struct entry_chunk *chunks;
};

unsigned file_poll(struct file *file, struct poll_table *table)
{
	if (!file->ops->poll)
		return POLLIN | POLLOUT | POLLRDNORM | POLLWRNORM;
	return file->ops->poll(file, table);
}

static void poller_notify(struct watcher *watcher)
{
	struct poller *poller = container_of(watcher, struct poll_entry, watcher)->poller;
	unsigned long flags = spin_lock_irqsave(&poller->queue.lock);

	assert_locked(&watcher->event->queue.lock);
	poller->fired = true;
	wait_wake_all_locked(&poller->queue);
	spin_unlock_irqrestore(&poller->queue.lock, flags);
}

static struct poll_entry *new_entry(struct poller *poller)
{
	struct entry_chunk *chunk = poller->chunks;

	if (poller->near_used < ENTRIES_NEAR)
		return &poller->near[poller->near_used++];
	if (!chunk || chunk->used == ENTRIES_CHUNK) {
		chunk = kzalloc(sizeof(*chunk));
		if (!chunk)
			return NULL;
		chunk->next = poller->chunks;
		poller->chunks = chunk;
	}
	return &chunk->entries[chunk->used++];
}

static void poller_add(struct poll_table *table, struct event *event)
{
	struct poller *poller = container_of(table, struct poller, table);
	struct poll_entry *entry = new_entry(poller);

	if (!entry) {
		poller->no_memory = true;
		return;
	}
	*entry = (struct poll_entry){
		.watcher.notify = poller_notify,
		.poller = poller,
		.file = file_get(poller->file),
	};
	event_watch(event, &entry->watcher);
}

static void drop(struct poll_entry *entries, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		event_unwatch(&entries[i].watcher);
		file_put(entries[i].file);
	}
}

static void poller_end(struct poller *poller)
{
	struct entry_chunk *chunk;

	drop(poller->near, poller->near_used);
	while ((chunk = poller->chunks)) {
		poller->chunks = chunk->next;
		drop(chunk->entries, chunk->used);
		kfree(chunk);
	}
}

/* Poll all files: the number of requests with events. `watch`: also watch the files' events, up to
 * the first request that has some. */
static unsigned poll_all(struct poller *poller, struct poll_request *requests, unsigned n,
	bool watch)
{
	unsigned count = 0;

	for (unsigned i = 0; i < n; i++) {
		struct poll_request *request = &requests[i];
		unsigned events;

		request->revents = 0;
		if (request->fd < 0)
			continue;
		poller->file = files_find(files_current(), (unsigned)request->fd);
		if (!poller->file || poller->file->flags & O_PATH) {
			events = POLLNVAL;
		} else {
			events = file_poll(poller->file, watch && !count ? &poller->table : NULL);
			events &= request->events | POLLERR | POLLHUP;
		}
		if (poller->file)
			file_put(poller->file);
		request->revents = (uint16_t)events;
		count += events != 0;
	}
	return count;
}

long poll_files(struct poll_request *requests, unsigned n, uint64_t deadline_ns)
{
	struct poller poller;
	long result;

	poller.table.add = poller_add;
	wait_queue_init(&poller.queue, "poll");
	poller.fired = poller.no_memory = false;
	poller.near_used = 0;
	poller.chunks = NULL;
	for (bool watch = deadline_ns != 0;; watch = false) {
		unsigned count = poll_all(&poller, requests, n, watch);

		result = poller.no_memory ? -ENOMEM : (long)count;
		if (result || deadline_ns == 0)
			break;
		result = wait_event_interruptible(&poller.queue, deadline_ns, poller.fired);
		if (result == -ETIMEDOUT) /* poll once more: events may have arrived */
			deadline_ns = 0;
		else if (result)
			break;
		WRITE_ONCE(poller.fired, false);
	}
	poller_end(&poller);
	return result;
}
