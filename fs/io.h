/* SPDX-License-Identifier: MIT */
/*
 * A transfer: the memory that a read fills, or that a write takes its bytes from. It is one range
 * or a vector of ranges, in user or kernel memory. Only a thread of the process that owns the
 * memory uses it. Copies from and to user memory may sleep in page faults, so no spin lock is held.
 */
#pragma once
#include <lib/base.h>

#define IO_MAX 0x7ffff000 /* bytes of one transfer, as on Linux */

/* One range; laid out as the ABI's struct iovec. */
struct io_segment {
	uintptr_t base;
	size_t length;
};

struct io {
	const struct io_segment *segment; /* the current one */
	struct io_segment single;         /* for a transfer of one range */
	size_t skip;                      /* bytes of it already copied */
	size_t left;                      /* bytes of the whole transfer still to copy */
	bool user;
};

/* Start a transfer of one range of user or kernel memory. `io` must not be moved or copied. */
static inline void io_init_user(struct io *io, uintptr_t base, size_t length)
{
	io->single = (struct io_segment){base, length};
	io->segment = &io->single;
	io->skip = 0;
	io->left = length;
	io->user = true;
}

static inline void io_init_kernel(struct io *io, const void *base, size_t length)
{
	io_init_user(io, (uintptr_t)base, length);
	io->user = false;
}

/* Start a transfer of ranges that add up to `total` bytes. `segments` outlives the transfer. */
void io_init_segments(struct io *io, const struct io_segment *segments, size_t total, bool user);

/* Copy n <= io->left bytes from `src` into the transfer's memory, and advance. Returns the number
 * of bytes copied; if it is less than n, the memory after them is not accessible. */
size_t io_store(struct io *io, const void *src, size_t n);

/* Like io_store(), with zeros. */
size_t io_store_zeros(struct io *io, size_t n);

/* Copy n <= io->left bytes of the transfer's memory to `dst`, and advance. Returns as
 * io_store(). */
size_t io_fetch(struct io *io, void *dst, size_t n);
