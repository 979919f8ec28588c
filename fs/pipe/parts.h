/* SPDX-License-Identifier: MIT */
/*
 * Inside of fs/pipe/pipe.c and fs/pipe/size.c: the ring.
 */
#pragma once
#include <fs/vfs.h>
#include <kernel/sync/mutex.h>

struct pipe {
	struct mutex lock;
	struct event readable, writable;
	/* Lock: lock; waiters read head, tail and the counts without it. */
	unsigned head, tail; /* where to write and read next: head - tail bytes are in the ring */
	unsigned page_count; /* a power of two */
	unsigned readers, writers;           /* open ends */
	unsigned readers_ever, writers_ever; /* ends that were ever opened */
	char **pages;                        /* in the direct map; NULL: not yet written to */
};

/* The number of bytes in the ring. */
static inline unsigned pipe_used(const struct pipe *pipe)
{
	return READ_ONCE(pipe->head) - READ_ONCE(pipe->tail);
}

/* The number of bytes that it has room for. */
static inline unsigned pipe_free(const struct pipe *pipe)
{
	return READ_ONCE(pipe->page_count) * (unsigned)PAGE_SIZE - pipe_used(pipe);
}

/* Is the file an end of a pipe or FIFO? */
bool pipe_is_end(const struct file *file);
