/* SPDX-License-Identifier: MIT */
/*
 * Transfers as inline functions, for fs/io.c and for pipes, whose reads and writes do little else.
 * All other code calls the functions of fs/io.h.
 */
#pragma once
#include <fs/io.h>
#include <kernel/sched/preempt.h>
#include <lib/assert.h>
#include <lib/string.h>
#include <mm/usercopy.h>

/* The rest of io_copy(): several ranges, or a fault. Returns as io_store(). */
size_t io_copy_slow(struct io *io, char *kernel, size_t n, bool store);

static ALWAYS_INLINE int io_copy_once(const struct io *io, uintptr_t address, char *kernel,
	size_t n, bool store)
{
	DEBUG_ASSERT(!io->user || may_sleep());
	if (io->user)
		return store ? copy_to_user(address, kernel, n)
			     : copy_from_user(kernel, address, n);
	if (store)
		memcpy((void *)address, kernel, n);
	else
		memcpy(kernel, (const void *)address, n);
	return 0;
}

/* All n bytes lie in one range, as in most transfers. */
static ALWAYS_INLINE size_t io_copy(struct io *io, char *kernel, size_t n, bool store)
{
	size_t rest = io->segment->length - io->skip;

	ASSERT(n <= io->left);
	if (unlikely(n > rest || (n == rest && n != io->left) ||
		     io_copy_once(io, io->segment->base + io->skip, kernel, n, store)))
		return io_copy_slow(io, kernel, n, store);
	io->left -= n;
	io->skip += n;
	return n;
}

/* io_store() */
static ALWAYS_INLINE size_t io_store_here(struct io *io, const void *src, size_t n)
{
	return io_copy(io, (char *)src, n, true);
}

/* io_fetch() */
static ALWAYS_INLINE size_t io_fetch_here(struct io *io, void *dst, size_t n)
{
	return io_copy(io, dst, n, false);
}
