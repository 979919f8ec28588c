/* SPDX-License-Identifier: MIT */
/*
 * File systems whose contents are in memory only: tmpfs, ramfs and devtmpfs, the root among them;
 * and the initial ramdisk, which is unpacked into the root.
 */
#pragma once
#include <fs/tree.h>

/* A new tmpfs whose files may use up to `max_pages`. NULL: no memory. Thread context. */
struct filesystem *tmpfs_create(size_t max_pages);

/* Let mount(2) mount tmpfs, ramfs and devtmpfs. Boot. */
void tmpfs_register_types(void);

/* The devices that devtmpfs, and /dev in the root, always have. */
struct tmpfs_device {
	const char *name;
	uint32_t mode, rdev;
};
#define TMPFS_DEVICES 9
extern const struct tmpfs_device tmpfs_devices[TMPFS_DEVICES];

/* Create the root, a tmpfs that may use half of the memory plus `archive_size` bytes. Boot,
 * once. */
void vfs_init(size_t archive_size);

/*
 * Unpack the cpio archive of `size` bytes at `archive` into the root, unless it is damaged, and
 * make the files that always exist. Reports problems on the console. Calls `release` repeatedly
 * with the address up to which the archive has been used and will not be read again. Boot.
 */
void initramfs_unpack(const void *archive, size_t size, void (*release)(const void *end));
