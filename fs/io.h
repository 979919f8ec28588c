/* SPDX-License-Identifier: MIT */
/*
 * A transfer: the memory that a read fills or a write takes, one range or a vector of them, the
 * user's or the kernel's. Only the current thread of the memory's process uses it; copies may
 * sleep (page faults), so no spin lock is held around them.
 */
#pragma once
#include <lib/base.h>

#define IO_MAX 0x7ffff000 /* bytes of one transfer, as Linux has it */

/* One range; laid out as the ABI's struct iovec. */
struct io_segment {
	uintptr_t base;
	size_t length;
};

struct io {
	const struct io_segment *segment; /* the present one */
	struct io_segment single;         /* for a transfer of one range */
	size_t skip;                      /* bytes of it that are done */
	size_t left;                      /* bytes of the whole transfer that are not */
	bool user;
};

/* One range of the user's, or of the kernel's. `io` must stay where it is. */
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

/* Ranges with a sum of `total` bytes; `segments` outlives the transfer. */
void io_init_segments(struct io *io, const struct io_segment *segments, size_t total, bool user);

/* Copy n <= io->left bytes from `src` into the transfer's memory, and move on. The bytes copied;
 * less than n: the memory after them is not accessible. */
size_t io_store(struct io *io, const void *src, size_t n);

/* The same with zeros. */
size_t io_store_zeros(struct io *io, size_t n);

/* Copy n <= io->left bytes of the transfer's memory to `dst`, and move on. As above. */
size_t io_fetch(struct io *io, void *dst, size_t n);
