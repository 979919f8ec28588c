/* SPDX-License-Identifier: MIT */
/*
 * The initial ramdisk: nothing is unpacked; a file is a range of the archive.
 */
#include <kernel/debug/printk.h>
#include <kernel/proc/initrd.h>
#include <lib/cpio.h>
#include <uapi/errno.h>

static const void *archive;
static size_t archive_size;

void initrd_init(const void *start, size_t size)
{
	struct cpio_reader reader;
	struct cpio_entry entry;
	unsigned files = 0;
	int result;

	if (size == 0) {
		printk("initrd: none\n");
		return;
	}
	cpio_reader_init(&reader, start, size);
	while ((result = cpio_next(&reader, &entry)) > 0)
		files++;
	if (result < 0) {
		printk("initrd: damaged cpio archive (%s), not used\n", reader.why);
		return;
	}
	archive = start;
	archive_size = size;
	printk("initrd: %u entries, %zu bytes\n", files, size);
}

int initrd_find(const char *path, const void **data, size_t *size)
{
	struct cpio_entry entry;
	int result;

	if (!archive)
		return -ENOENT;
	while (*path == '/')
		path++;
	result = cpio_find(archive, archive_size, path, &entry);
	if (result < 0)
		return result;
	*data = entry.data;
	*size = entry.size;
	return 0;
}
