/* SPDX-License-Identifier: MIT */
/*
 * Pipes: a ring of bytes over pages that are allocated when first written to. A mutex protects the
 * ring; a waiter releases it, and checks again afterwards. An empty ring restarts at its first page
 * once half of the current page is used up, so a pipe that never holds much uses one page.
 */
#include <fs/io_inline.h>
#include <fs/pipe/parts.h>
#include <fs/pipe/pipe.h>
#include <fs/snapshot/snapshot.h>
#include <fs/upcalls.h>
#include <kernel/explore/hooks.h>
#include <mm/slab.h>
#include <uapi/errno.h>
#include <uapi/signal.h>

#define PIPE_BUF    4096 /* a write of up to this size is atomic */
#define PAGES_FIRST 16
#define FIONREAD    0x541b

static struct pipe *pipe_alloc(unsigned page_count)
{
	struct pipe *pipe = kzalloc(sizeof(*pipe));

	if (!pipe)
		return NULL;
	pipe->pages = kzalloc(page_count * sizeof(char *));
	if (!pipe->pages) {
		kfree(pipe);
		return NULL;
	}
	pipe->page_count = page_count;
	mutex_init(&pipe->lock, "pipe");
	event_init(&pipe->readable, "pipe read");
	event_init(&pipe->writable, "pipe write");
	return pipe;
}

static void pipe_destroy(struct pipe *pipe)
{
	for (unsigned i = 0; i < pipe->page_count; i++)
		if (pipe->pages[i])
			page_put(page_of(pipe->pages[i]));
	kfree(pipe->pages);
	kfree(pipe);
}

/* The page of the byte `at`, or NULL. Lock: lock, or no other thread uses the pipe. */
static inline char **page_at(struct pipe *pipe, unsigned at)
{
	return &pipe->pages[at >> PAGE_SHIFT & (pipe->page_count - 1)];
}

/* Move the bytes that lie in one page into `io`. False: a fault left some. Lock: lock. */
static ALWAYS_INLINE bool drain_piece(struct pipe *pipe, struct io *io)
{
	size_t offset = pipe->tail & (PAGE_SIZE - 1);
	size_t n = MIN(io->left, (size_t)(pipe->head - pipe->tail)), copied;

	assert_locked(&pipe->lock);
	n = MIN(n, (size_t)(PAGE_SIZE - offset));
	copied = io_store_here(io, *page_at(pipe, pipe->tail) + offset, n);
	WRITE_ONCE(pipe->tail, pipe->tail + (unsigned)copied);
	return copied == n;
}

static inline bool is_more_to_drain(const struct pipe *pipe, const struct io *io)
{
	return io->left && pipe->head != pipe->tail;
}

/* The pieces after the first; not inlined, since mostly there are none. */
static NOINLINE bool drain_more(struct pipe *pipe, struct io *io)
{
	while (is_more_to_drain(pipe, io))
		if (!drain_piece(pipe, io))
			return false;
	return true;
}

/* Move bytes from the ring, which is not empty, into `io`. Their number or -EFAULT. Lock: lock. */
static inline long drain(struct pipe *pipe, struct io *io)
{
	size_t start = io->left;
	bool whole = drain_piece(pipe, io);

	assert_locked(&pipe->lock);
	if (unlikely(whole && is_more_to_drain(pipe, io)))
		whole = drain_more(pipe, io);
	if (unlikely(!whole))
		return start == io->left ? -EFAULT : (long)(start - io->left);
	if (pipe->head == pipe->tail && unlikely(pipe->tail & PAGE_SIZE / 2)) {
		unsigned base = ALIGN_UP(pipe->head, pipe->page_count * (unsigned)PAGE_SIZE);

		/* Without the lock, a thread may see only one of these, and takes the ring for one
		 * that is not empty, as it was until now. */
		WRITE_ONCE(pipe->head, base);
		WRITE_ONCE(pipe->tail, base);
	}
	return (long)(start - io->left);
}

/* Block once. The woken reader checks again with the lock. */
static NOINLINE long wait_for_bytes(struct pipe *pipe)
{
	struct wait_queue *queue = &pipe->readable.queue;

	spin_lock_irq(&queue->lock);
	if (!pipe_used(pipe) && READ_ONCE(pipe->writers))
		return wait_block_interruptible(queue, TIME_NEVER);
	spin_unlock_irq(&queue->lock);
	return 0;
}

/* Read what is there; 0 or -EAGAIN if nothing is. Lock: lock, released. */
static long read_locked(struct pipe *pipe, struct io *io)
{
	long result = pipe->writers ? -EAGAIN : 0;
	bool was_full = false;

	assert_locked(&pipe->lock);
	if (pipe->head != pipe->tail) {
		was_full = pipe_free(pipe) < PIPE_BUF;
		result = drain(pipe, io);
	}
	mutex_unlock(&pipe->lock);
	if (was_full)
		event_notify(&pipe->writable);
	return result;
}

static long pipe_read(struct file *file, struct io *io, uint64_t *pos)
{
	struct pipe *pipe = file->private;
	long result;

	if (!io->left)
		return 0;
	if (unlikely(explore_active) && !(file->flags & O_DIRECT))
		io->left = explore_fault_transfer(io->left, 0);
	for (;;) {
		if (!pipe_used(pipe) && !file_is_nonblocking(file)) {
			result = wait_for_bytes(pipe);
			if (result)
				return result;
		}
		mutex_lock(&pipe->lock);
		if (pipe->head != pipe->tail || !pipe->writers || file_is_nonblocking(file))
			return read_locked(pipe, io);
		mutex_unlock(&pipe->lock); /* another reader was faster */
	}
}

static NOINLINE bool page_make(char **page)
{
	struct page *fresh = page_alloc(0);

	if (fresh)
		*page = page_address(fresh);
	return fresh;
}

/* Move the bytes that fit in one page. As fill(). */
static ALWAYS_INLINE long fill_piece(struct pipe *pipe, struct io *io, unsigned *room)
{
	char **page = page_at(pipe, pipe->head);
	size_t offset = pipe->head & (PAGE_SIZE - 1);
	size_t n = MIN(io->left, (size_t)*room), copied;

	n = MIN(n, (size_t)(PAGE_SIZE - offset));
	if (unlikely(!*page) && !page_make(page))
		return -ENOMEM;
	copied = io_fetch_here(io, *page + offset, n);
	WRITE_ONCE(pipe->head, pipe->head + (unsigned)copied);
	*room -= (unsigned)n;
	return unlikely(copied < n) ? -EFAULT : 0;
}

/* The pieces after the first. */
static NOINLINE long fill_more(struct pipe *pipe, struct io *io, unsigned room)
{
	long result = 0;

	while (!result && io->left && room)
		result = fill_piece(pipe, io, &room);
	return result;
}

/* Move up to `room` (not 0) bytes from `io`. 0, -EFAULT or -ENOMEM. Lock: lock, or no other thread
 * uses the pipe. */
static long fill(struct pipe *pipe, struct io *io, unsigned room)
{
	long result = fill_piece(pipe, io, &room);

	if (likely(result || !io->left || !room))
		return result;
	return fill_more(pipe, io, room);
}

/* Is there room for a write of `wanted` bytes, or for its first part? */
static inline bool is_room(unsigned room, size_t wanted)
{
	return room >= (wanted <= PIPE_BUF ? wanted : 1);
}

/* Fill up to `room` (not 0) bytes, and notify readers. Lock: lock. */
static ALWAYS_INLINE long fill_and_notify(struct pipe *pipe, struct io *io, unsigned room)
{
	bool was_empty = pipe->head == pipe->tail;
	long result = fill(pipe, io, room);

	assert_locked(&pipe->lock);
	if (was_empty || !list_is_empty(&pipe->readable.watchers))
		event_notify(&pipe->readable);
	return result;
}

/* A write that has to wait, is larger than PIPE_BUF, or has no reader. Lock: lock, released. */
static NOINLINE long write_slow(struct file *file, struct io *io)
{
	struct pipe *pipe = file->private;
	size_t start = io->left;
	long result = 0;

	assert_locked(&pipe->lock);
	while (!result && io->left) {
		unsigned room = pipe_free(pipe);

		if (!pipe->readers) {
			result = -EPIPE;
		} else if (is_room(room, start)) {
			result = fill_and_notify(pipe, io, room);
		} else if (file_is_nonblocking(file)) {
			result = -EAGAIN;
		} else {
			mutex_unlock(&pipe->lock);
			result = event_wait(&pipe->writable,
				is_room(pipe_free(pipe), start) || !READ_ONCE(pipe->readers));
			mutex_lock(&pipe->lock);
		}
	}
	mutex_unlock(&pipe->lock);
	if (result == -EPIPE)
		signal_self(SIGPIPE);
	return start == io->left ? result : (long)(start - io->left);
}

static long pipe_write(struct file *file, struct io *io, uint64_t *pos)
{
	struct pipe *pipe = file->private;
	size_t start = io->left;
	unsigned room;
	long result;

	if (!start)
		return 0;
	if (unlikely(explore_active) && !(file->flags & O_DIRECT))
		start = io->left = explore_fault_transfer(start, PIPE_BUF);
	mutex_lock(&pipe->lock);
	room = pipe_free(pipe);
	if (unlikely(!pipe->readers || start > PIPE_BUF || room < start))
		return write_slow(file, io);
	result = fill_and_notify(pipe, io, room);
	mutex_unlock(&pipe->lock);
	return start == io->left ? result : (long)(start - io->left);
}

static unsigned pipe_poll(struct file *file, struct poll_table *table)
{
	struct pipe *pipe = file->private;
	unsigned events = 0;

	if (file->mode & FILE_READ) {
		poll_add(table, &pipe->readable);
		if (pipe_used(pipe))
			events |= POLLIN | POLLRDNORM;
		if (!READ_ONCE(pipe->writers) && READ_ONCE(pipe->writers_ever))
			events |= POLLHUP;
	}
	if (file->mode & FILE_WRITE) {
		poll_add(table, &pipe->writable);
		if (pipe_free(pipe) >= PIPE_BUF)
			events |= POLLOUT | POLLWRNORM;
		if (!READ_ONCE(pipe->readers))
			events |= POLLERR;
	}
	return events;
}

static long pipe_ioctl(struct file *file, unsigned request, uintptr_t arg)
{
	int there = (int)pipe_used(file->private);

	if (request != FIONREAD)
		return -ENOTTY;
	return copy_to_user(arg, &there, sizeof(there)) ? -EFAULT : 0;
}

/* Close an end. True: the pipe has no end left. */
static bool pipe_leave(struct pipe *pipe, unsigned mode)
{
	bool last;

	mutex_lock(&pipe->lock);
	if (mode & FILE_READ)
		WRITE_ONCE(pipe->readers, pipe->readers - 1);
	if (mode & FILE_WRITE)
		WRITE_ONCE(pipe->writers, pipe->writers - 1);
	last = !pipe->readers && !pipe->writers;
	event_notify(&pipe->readable);
	event_notify(&pipe->writable);
	mutex_unlock(&pipe->lock);
	return last;
}

static void pipe_enter(struct pipe *pipe, unsigned mode)
{
	mutex_lock(&pipe->lock);
	if (mode & FILE_READ) {
		WRITE_ONCE(pipe->readers, pipe->readers + 1);
		WRITE_ONCE(pipe->readers_ever, pipe->readers_ever + 1);
		event_notify(&pipe->writable);
	}
	if (mode & FILE_WRITE) {
		WRITE_ONCE(pipe->writers, pipe->writers + 1);
		WRITE_ONCE(pipe->writers_ever, pipe->writers_ever + 1);
		event_notify(&pipe->readable);
	}
	mutex_unlock(&pipe->lock);
}

/* --- Ends: an inode has a pipe while it is open. Through /proc, the inode of pipe() can be opened
 * again, like a FIFO --- */

static void fifo_leave(struct inode *inode, struct pipe *pipe, unsigned mode)
{
	mutex_lock(&inode->lock);
	if (pipe_leave(pipe, mode)) {
		pipe_destroy(pipe);
		inode->private = NULL;
	}
	mutex_unlock(&inode->lock);
}

static void fifo_release(struct file *file)
{
	fifo_leave(file->inode, file->private, file->mode);
}

/* Wait until the other end is opened; `readers` and `writers` had been opened before this end was.
 * An end that is closed again at once counts. 0, -ENXIO or the wait's error. */
static int fifo_wait(struct pipe *pipe, struct file *file, unsigned readers, unsigned writers)
{
	if (file->mode == FILE_READ && !file_is_nonblocking(file))
		return event_wait(&pipe->readable, READ_ONCE(pipe->writers_ever) != writers);
	if (file->mode != FILE_WRITE)
		return 0;
	if (file_is_nonblocking(file))
		return -ENXIO;
	return event_wait(&pipe->writable, READ_ONCE(pipe->readers_ever) != readers);
}

static int fifo_open(struct inode *inode, struct file *file)
{
	unsigned readers, writers;
	struct pipe *pipe;
	bool alone;
	int error;

	mutex_lock(&inode->lock);
	if (!inode->private)
		inode->private = pipe_alloc(PAGES_FIRST);
	pipe = inode->private;
	if (!pipe) {
		mutex_unlock(&inode->lock);
		return -ENOMEM;
	}
	readers = pipe->readers_ever;
	writers = pipe->writers_ever;
	/* Checked now: the other end may run as soon as this one is there, and be closed again
	 * before this one could check. */
	alone = file->mode == FILE_READ ? !pipe->writers : !pipe->readers;
	pipe_enter(pipe, file->mode);
	mutex_unlock(&inode->lock);
	file->private = pipe;
	/* The pipe of pipe() has, or had, its other end: do not wait. */
	error = alone && inode->fs->ops->create ? fifo_wait(pipe, file, readers, writers) : 0;
	if (error)
		fifo_leave(inode, pipe, file->mode);
	return error;
}

/* --- Copies of pipes --- */

/* A pipe without ends that holds the same bytes as `from`, which is frozen; NULL: no memory. */
static struct pipe *pipe_duplicate(struct pipe *from)
{
	struct pipe *pipe = pipe_alloc(from->page_count);
	unsigned used = pipe_used(from), n;
	long error = 0;

	if (!pipe)
		return NULL;
	pipe->readers_ever = from->readers_ever;
	pipe->writers_ever = from->writers_ever;
	for (unsigned at = from->tail; at != from->head && !error; at += n) {
		unsigned offset = at & (PAGE_SIZE - 1);
		struct io io;

		n = MIN(from->head - at, (unsigned)PAGE_SIZE - offset);
		io_init_kernel(&io, *page_at(from, at) + offset, n);
		error = fill(pipe, &io, pipe_free(pipe));
	}
	if (!error && pipe_used(pipe) == used)
		return pipe;
	pipe_destroy(pipe);
	return NULL;
}

/* Copy an end, and with the first end the pipe. */
static int pipe_copy(struct file *copy, struct file *file)
{
	struct pipe *pipe = snapshot_copy_of(file->private);

	if (!pipe) {
		pipe = pipe_duplicate(file->private);
		if (!pipe)
			return -ENOMEM;
		if (snapshot_note_copy(file->private, pipe)) {
			pipe_destroy(pipe);
			return -ENOMEM;
		}
		copy->inode->private = pipe;
	}
	copy->private = pipe;
	pipe->readers += copy->mode & FILE_READ ? 1 : 0;
	pipe->writers += copy->mode & FILE_WRITE ? 1 : 0;
	return 0;
}

static const struct file_ops pipe_ops = {
	.copy = pipe_copy,
	.open = fifo_open,
	.release = fifo_release,
	.read = pipe_read,
	.write = pipe_write,
	.poll = pipe_poll,
	.ioctl = pipe_ioctl,
	.name = "pipe",
};

static const struct file_ops fifo_ops = {
	.copy = pipe_copy,
	.open = fifo_open,
	.release = fifo_release,
	.read = pipe_read,
	.write = pipe_write,
	.poll = pipe_poll,
	.ioctl = pipe_ioctl,
};

int pipe_create(int flags, struct file *ends[2])
{
	struct pipe *pipe = pipe_alloc(PAGES_FIRST);
	int error;

	if (!pipe)
		return -ENOMEM;
	error = file_create_anon(S_IFIFO | 0600, (flags & ~O_CLOEXEC) | O_RDONLY, &pipe_ops, pipe,
		&ends[0]);
	if (error) {
		pipe_destroy(pipe);
		return error;
	}
	ends[0]->inode->private = pipe;
	pipe_enter(pipe, FILE_READ);
	ends[1] = file_alloc(ends[0]->inode, NULL, (flags & ~O_CLOEXEC) | O_WRONLY, &pipe_ops);
	if (!ends[1]) {
		file_put(ends[0]);
		return -ENOMEM;
	}
	ends[1]->private = pipe;
	pipe_enter(pipe, FILE_WRITE);
	return 0;
}

bool pipe_is_end(const struct file *file)
{
	return file->ops == &pipe_ops || file->ops == &fifo_ops;
}

void pipe_init(void)
{
	fifo_register(&fifo_ops);
}
