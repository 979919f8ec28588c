/* SPDX-License-Identifier: MIT */
/*
 * The size of a pipe (fcntl(2), F_SETPIPE_SZ): a new ring takes the pages that hold bytes.
 */
#include <fs/pipe/parts.h>
#include <fs/pipe/pipe.h>
#include <mm/page.h>
#include <mm/slab.h>
#include <uapi/errno.h>

#define PAGES_MOST 256

long pipe_size(struct file *file)
{
	const struct pipe *pipe = file->private;

	return pipe_is_end(file) ? (long)(READ_ONCE(pipe->page_count) * PAGE_SIZE) : -EBADF;
}

/* Make `pages`, of `count`, the ring: move the pages that hold bytes to its start, free the others.
 * Lock: lock. */
static void repack(struct pipe *pipe, char **pages, unsigned count)
{
	unsigned first = pipe->tail >> PAGE_SHIFT, offset = pipe->tail & (PAGE_SIZE - 1);
	unsigned used = pipe_used(pipe), full = (offset + used + PAGE_SIZE - 1) >> PAGE_SHIFT;

	assert_locked(&pipe->lock);
	DEBUG_ASSERT(full <= count);
	for (unsigned i = 0; i < pipe->page_count; i++) {
		char *page = pipe->pages[(first + i) & (pipe->page_count - 1)];

		if (i < full)
			pages[i] = page;
		else if (page)
			page_put(page_of(page));
	}
	kfree(pipe->pages);
	pipe->pages = pages;
	pipe->page_count = count;
	pipe->tail = offset;
	pipe->head = offset + used;
}

long pipe_set_size(struct file *file, unsigned size)
{
	struct pipe *pipe = file->private;
	char **pages;
	unsigned count = 1;
	bool fits;

	if (!pipe_is_end(file))
		return -EBADF;
	if (size > PAGES_MOST * PAGE_SIZE)
		return size > INT32_MAX ? -EINVAL : -EPERM;
	while (count * PAGE_SIZE < size)
		count *= 2;
	pages = kzalloc(count * sizeof(char *));
	if (!pages)
		return -ENOMEM;
	mutex_lock(&pipe->lock);
	fits = (pipe->tail & (PAGE_SIZE - 1)) + pipe_used(pipe) <= count * PAGE_SIZE;
	if (fits)
		repack(pipe, pages, count);
	mutex_unlock(&pipe->lock);
	if (!fits) {
		kfree(pages);
		return -EBUSY;
	}
	event_notify(&pipe->writable);
	return (long)(count * PAGE_SIZE);
}
