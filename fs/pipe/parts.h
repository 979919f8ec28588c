/* SPDX-License-Identifier: MIT */
/*
 * What the files of the pipes share: the ring, and what is in it.
 */
#pragma once
#include <fs/vfs.h>
#include <kernel/sync/mutex.h>

struct pipe {
	struct mutex lock;
	struct event readable, writable;
	/* Lock: lock; waiters read head, tail and the counts without it. */
	unsigned head, tail; /* bytes ever written and read; head - tail are there */
	unsigned page_count; /* a power of two */
	unsigned readers, writers;
	unsigned readers_ever, writers_ever;
	char **pages; /* in the direct map */
};

static inline unsigned pipe_used(const struct pipe *pipe)
{
	return READ_ONCE(pipe->head) - READ_ONCE(pipe->tail);
}

static inline unsigned pipe_free(const struct pipe *pipe)
{
	return READ_ONCE(pipe->page_count) * (unsigned)PAGE_SIZE - pipe_used(pipe);
}

/* Is the file an end of a pipe or FIFO? */
bool pipe_is_end(const struct file *file);
