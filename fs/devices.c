/* SPDX-License-Identifier: MIT */
/*
 * The operations of character devices and FIFOs. Devices register at boot, and are searched in the
 * order in which they registered.
 */
#include <fs/vfs.h>

#define DEVICES_MAX 16

static struct {
	uint32_t rdev;
	unsigned count; /* minor numbers, starting with that of rdev */
	const struct file_ops *ops;
} devices[DEVICES_MAX];
static size_t device_count;
static const struct file_ops *fifo_ops;

void device_register(uint32_t rdev, unsigned count, const struct file_ops *ops)
{
	ASSERT(device_count < DEVICES_MAX);
	devices[device_count].rdev = rdev;
	devices[device_count].count = count;
	devices[device_count++].ops = ops;
}

void fifo_register(const struct file_ops *ops)
{
	fifo_ops = ops;
}

const struct file_ops *device_ops(uint32_t mode, uint32_t rdev)
{
	if (S_ISFIFO(mode))
		return fifo_ops;
	if (!S_ISCHR(mode))
		return NULL;
	for (size_t i = 0; i < device_count; i++)
		if (DEV_MAJOR(rdev) == DEV_MAJOR(devices[i].rdev) &&
			DEV_MINOR(rdev) - DEV_MINOR(devices[i].rdev) < devices[i].count)
			return devices[i].ops;
	return NULL;
}
