/* SPDX-License-Identifier: MIT */
/*
 * Transfers, range by range. A range that faults is copied again page by page, so that all bytes up
 * to the fault are copied and counted, as on Linux.
 */
#include <arch/mmu.h>
#include <fs/io_inline.h>

static const char zeros[256];

void io_init_segments(struct io *io, const struct io_segment *segments, size_t total, bool user)
{
	*io = (struct io){.segment = segments, .left = total, .user = user};
}

/* Copy one range. Returns the number of bytes copied. */
static size_t copy_range(const struct io *io, uintptr_t address, char *kernel, size_t n, bool store)
{
	size_t done = 0;

	if (likely(io_copy_once(io, address, kernel, n, store) == 0))
		return n;
	while (done < n) {
		uintptr_t at = address + done;
		size_t part = MIN(n - done, (size_t)(PAGE_SIZE - (at & (PAGE_SIZE - 1))));

		if (io_copy_once(io, at, kernel + done, part, store))
			break;
		done += part;
	}
	return done;
}

size_t io_copy_slow(struct io *io, char *kernel, size_t n, bool store)
{
	size_t done = 0;

	while (done < n) {
		size_t part = MIN(n - done, io->segment->length - io->skip);
		size_t copied =
			copy_range(io, io->segment->base + io->skip, kernel + done, part, store);

		done += copied;
		io->left -= copied;
		io->skip += copied;
		if (copied < part)
			break;
		if (io->skip == io->segment->length && io->left) {
			io->segment++;
			io->skip = 0;
		}
	}
	return done;
}

size_t io_store(struct io *io, const void *src, size_t n)
{
	return io_store_here(io, src, n);
}

size_t io_store_zeros(struct io *io, size_t n)
{
	size_t done = 0;

	while (done < n) {
		size_t part = MIN(n - done, sizeof(zeros));
		size_t copied = io_store(io, zeros, part);

		done += copied;
		if (copied < part)
			break;
	}
	return done;
}

size_t io_fetch(struct io *io, void *dst, size_t n)
{
	return io_fetch_here(io, dst, n);
}
