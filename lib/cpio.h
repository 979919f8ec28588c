/* SPDX-License-Identifier: MIT */
/*
 * Reader for cpio archives in the "newc" format (cpio(5)), in memory, in place. Every size and
 * offset is checked against the archive before use; what it hands out lies inside the archive.
 */
#pragma once
#include <lib/base.h>
struct cpio_reader {
	const char *base;
	size_t size;
	size_t offset;
	const char *why; /* after an error: what is wrong */
};

struct cpio_entry {
	const char *name; /* NUL-terminated, inside the archive */
	const void *data;
	size_t size;
	uint32_t mode;
	uint32_t rdev_major, rdev_minor; /* device nodes */
	uint32_t uid, gid, mtime;        /* seconds since 1970 */
	/* Entries of one file have these three alike; `links` of them are said to be there. The
	 * contents are with one of them, commonly the last. */
	uint32_t ino, dev_major, dev_minor, links;
};

void cpio_reader_init(struct cpio_reader *reader, const void *archive, size_t size);

/* The next entry: 1, 0 at the end (trailer), -EINVAL when the archive is damaged (reader->why). */
int cpio_next(struct cpio_reader *reader, struct cpio_entry *entry);
