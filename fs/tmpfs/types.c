/* SPDX-License-Identifier: MIT */
/*
 * tmpfs, ramfs and devtmpfs as types for mount(2), and their options. A devtmpfs is a tmpfs that is
 * created with the devices in it.
 */
#include <fs/files.h>
#include <fs/mount.h>
#include <fs/tmpfs/tmpfs.h>
#include <lib/string.h>
#include <mm/page.h>
#include <uapi/errno.h>

const struct tmpfs_device tmpfs_devices[TMPFS_DEVICES] = {
	{"null", 0666, MAKEDEV(1, 3)},
	{"zero", 0666, MAKEDEV(1, 5)},
	{"full", 0666, MAKEDEV(1, 7)},
	{"random", 0666, MAKEDEV(1, 8)},
	{"urandom", 0666, MAKEDEV(1, 9)},
	{"tty", 0666, MAKEDEV(5, 0)},
	{"console", 0600, MAKEDEV(5, 1)},
	{"ptmx", 0666, MAKEDEV(5, 2)},
	{"ttyS0", 0660, MAKEDEV(4, 64)},
};

/* Parse a size, such as "64k", "1m", "2g" or "50%" (of the memory). False: it is no number. */
static bool parse_size(const char *text, size_t *pages)
{
	uint64_t value = 0;

	if (*text < '0' || *text > '9')
		return false;
	for (; *text >= '0' && *text <= '9' && value < UINT64_MAX / 100; text++)
		value = value * 10 + (uint64_t)(*text - '0');
	if (*text == '%') {
		*pages = (size_t)(page_total_count() * MIN(value, (uint64_t)100) / 100);
		return true;
	}
	for (const char *unit = "kmg"; *unit && *text; unit++) {
		value = value < UINT64_MAX / 1024 ? value * 1024 : UINT64_MAX;
		if ((*text | 0x20) == *unit)
			break;
	}
	*pages = (size_t)MIN(value / PAGE_SIZE + (value % PAGE_SIZE != 0), (uint64_t)SIZE_MAX);
	return true;
}

static uint32_t parse_number(const char *text, unsigned base)
{
	uint32_t value = 0;

	for (; *text >= '0' && *text < (char)('0' + base); text++)
		value = value * base + (uint32_t)(*text - '0');
	return value;
}

/* Unknown options are an error, as on Linux. */
static int set_option(struct filesystem *fs, const char *option)
{
	struct inode *root = fs->root->inode;
	size_t pages;

	if (strncmp(option, "size=", 5) == 0) {
		if (!parse_size(option + 5, &pages))
			return -EINVAL;
		if (pages < READ_ONCE(fs->used_pages))
			return -EINVAL;
		fs->max_pages = pages ? pages : page_total_count();
	} else if (strncmp(option, "mode=", 5) == 0) {
		root->mode = S_IFDIR | (parse_number(option + 5, 8) & 07777);
	} else if (strncmp(option, "uid=", 4) == 0) {
		root->uid = parse_number(option + 4, 10);
	} else if (strncmp(option, "gid=", 4) == 0) {
		root->gid = parse_number(option + 4, 10);
	} else if (strncmp(option, "nr_", 3) != 0 && strncmp(option, "huge=", 5) != 0) {
		return -EINVAL;
	}
	return 0;
}

static int fill_devices(struct filesystem *fs)
{
	int error = 0;

	tree_lock();
	for (size_t i = 0; !error && i < TMPFS_DEVICES; i++) {
		const struct tmpfs_device *device = &tmpfs_devices[i];
		struct path_place place = {.dir = fs->root,
			.name = device->name,
			.length = strlen(device->name)};

		error = fs_create_at(&place, S_IFCHR | device->mode, device->rdev);
		if (!error) {
			place.entry->inode->mode = S_IFCHR | device->mode; /* whatever the umask */
			dentry_put(place.entry);
		}
	}
	tree_unlock();
	return error;
}

static int make_tmpfs(struct filesystem **fs)
{
	*fs = tmpfs_create(page_total_count() / 2);
	if (!*fs)
		return -ENOMEM;
	(*fs)->root->inode->mode = S_IFDIR | 01777;
	return 0;
}

static int make_devtmpfs(struct filesystem **fs)
{
	int error = make_tmpfs(fs);

	if (error)
		return error;
	(*fs)->type = "devtmpfs";
	(*fs)->root->inode->mode = S_IFDIR | 0755;
	return fill_devices(*fs);
}

void tmpfs_register_types(void)
{
	static struct filesystem_type types[] = {
		{.name = "tmpfs", .make = make_tmpfs, .set_option = set_option},
		{.name = "ramfs", .make = make_tmpfs, .set_option = set_option},
		{.name = "devtmpfs", .make = make_devtmpfs, .set_option = set_option},
	};

	for (size_t i = 0; i < ARRAY_SIZE(types); i++)
		fs_register_type(&types[i]);
}
