/* SPDX-License-Identifier: MIT */
/*
 * Memory devices: null, zero, full, random, urandom (mem(4), full(4), random(4)).
 */
#include <fs/dev/memory.h>
#include <fs/dev/random.h>
#include <fs/vfs.h>
#include <lib/string.h>
#include <uapi/errno.h>

static long read_nothing(struct file *file, struct io *io, uint64_t *pos)
{
	return 0;
}

static long write_all(struct file *file, struct io *io, uint64_t *pos)
{
	return (long)io->left;
}

static long read_zeros(struct file *file, struct io *io, uint64_t *pos)
{
	size_t wanted = io->left, done = io_store_zeros(io, wanted);

	return wanted && !done ? -EFAULT : (long)done;
}

static long write_full(struct file *file, struct io *io, uint64_t *pos)
{
	return -ENOSPC;
}

static long read_random(struct file *file, struct io *io, uint64_t *pos)
{
	size_t wanted = io->left;

	while (io->left) {
		uint8_t bytes[64];
		size_t n = MIN(io->left, sizeof(bytes));

		random_fill(bytes, n);
		if (io_store(io, bytes, n) < n)
			break;
	}
	return wanted && io->left == wanted ? -EFAULT : (long)(wanted - io->left);
}

static const struct file_ops null_ops = {.has_no_place = true,
	.read = read_nothing,
	.write = write_all};
static const struct file_ops zero_ops = {.has_no_place = true,
	.read = read_zeros,
	.write = write_all};
static const struct file_ops full_ops = {.has_no_place = true,
	.read = read_zeros,
	.write = write_full};
static const struct file_ops random_ops = {.has_no_place = true,
	.read = read_random,
	.write = write_all};

void memory_devices_init(void)
{
	device_register(MAKEDEV(1, 3), 1, &null_ops);
	device_register(MAKEDEV(1, 5), 1, &zero_ops);
	device_register(MAKEDEV(1, 7), 1, &full_ops);
	device_register(MAKEDEV(1, 8), 2, &random_ops);
}
