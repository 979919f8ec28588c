/* SPDX-License-Identifier: MIT */
/*
 * Reader for cpio archives in the "newc" format (cpio(5)), in memory, in place. Every size and
 * offset is checked against the archive before use, so all returned pointers lie inside the
 * archive.
 */
#pragma once
#include <lib/base.h>
struct cpio_reader {
	const char *base;
	size_t size;
	size_t offset;
	const char *why; /* after an error: the reason */
};

struct cpio_entry {
	const char *name; /* NUL-terminated, inside the archive */
	const void *data;
	size_t size;
	uint32_t mode;
	uint32_t rdev_major, rdev_minor; /* device nodes */
	uint32_t uid, gid, mtime;        /* seconds since 1970 */
	/* Hard links: entries of one file have the same ino and dev_*. `links` is the claimed
	 * number of them. One of them, usually the last, has the contents. */
	uint32_t ino, dev_major, dev_minor, links;
};

void cpio_reader_init(struct cpio_reader *reader, const void *archive, size_t size);

/* Read the next entry. 1; 0 at the end (trailer); -EINVAL if the archive is damaged (see
 * reader->why). */
int cpio_next(struct cpio_reader *reader, struct cpio_entry *entry);
