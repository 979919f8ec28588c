/* SPDX-License-Identifier: MIT */
/*
 * Properties of the cpio reader for any input: it terminates, stays inside the archive, and finds
 * every entry that it listed. Called by the fuzzer and by the unit tests.
 */
#pragma once
#include <lib/assert.h>
#include <lib/cpio.h>
#include <lib/string.h>
#include <uapi/errno.h>

#define CHECK_CPIO_HEADER 110

static inline void check_cpio_entry(const struct cpio_entry *entry, const char *archive,
	size_t size)
{
	const char *data = entry->data;

	ASSERT(entry->name >= archive && entry->name < archive + size);
	ASSERT(memchr(entry->name, '\0', (size_t)(archive + size - entry->name)) != NULL);
	ASSERT(data >= archive && data <= archive + size);
	ASSERT(entry->size <= (size_t)(archive + size - data));
	for (size_t i = 0; i < entry->size; i++)
		(void)*(const volatile char *)&data[i]; /* for the sanitizer */
}

static inline void check_cpio(const void *archive, size_t size)
{
	struct cpio_reader reader;
	struct cpio_entry entry;
	size_t entries = 0;
	int result;

	cpio_reader_init(&reader, archive, size);
	while ((result = cpio_next(&reader, &entry)) == 1) {
		ASSERT(++entries <= size / CHECK_CPIO_HEADER);
		check_cpio_entry(&entry, archive, size);
	}
	ASSERT(result == 0 || (result == -EINVAL && reader.why && *reader.why));
}
