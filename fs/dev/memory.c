/* SPDX-License-Identifier: MIT */
/*
 * Memory devices: null, zero, full, random, urandom (mem(4), full(4), random(4)).
 */
#include <fs/dev/random.h>
#include <fs/pipe/pipe.h>
#include <fs/tty/pty.h>
#include <fs/tty/tty.h>
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

#define DEVICES_MAX 16

static struct {
	uint32_t rdev;
	const struct file_ops *ops;
} devices[DEVICES_MAX] = {
	{MAKEDEV(1, 3), &null_ops},
	{MAKEDEV(1, 5), &zero_ops},
	{MAKEDEV(1, 7), &full_ops},
	{MAKEDEV(1, 8), &random_ops},
	{MAKEDEV(1, 9), &random_ops},
};

void device_register(uint32_t rdev, const struct file_ops *ops)
{
	size_t i = 0;

	while (devices[i].ops)
		i++;
	ASSERT(i < DEVICES_MAX - 1);
	devices[i].rdev = rdev;
	devices[i].ops = ops;
}

const struct file_ops *device_ops(uint32_t mode, uint32_t rdev)
{
	if (S_ISFIFO(mode))
		return &fifo_ops;
	if (!S_ISCHR(mode))
		return NULL;
	for (size_t i = 0; devices[i].ops; i++)
		if (devices[i].rdev == rdev)
			return devices[i].ops;
	return tty_device_ops(rdev) ?: pty_device_ops(rdev);
}
