/* SPDX-License-Identifier: MIT */
/*
 * cpio "newc": a header of 110 ASCII bytes (magic, then 13 fields of 8 hexadecimal digits), the
 * name, the data, each padded to 4 bytes from the archive's start. The magic 070702 announces a
 * checksum of the data; it is not verified.
 */
#include <lib/cpio.h>
#include <lib/string.h>
#include <uapi/errno.h>

#define HEADER_SIZE    110
#define FIELD(n)       (6 + 8 * (n))
#define FIELD_FILESIZE FIELD(6)
#define FIELD_NAMESIZE FIELD(11)

static const char trailer[] = "TRAILER!!!";

void cpio_reader_init(struct cpio_reader *reader, const void *archive, size_t size)
{
	*reader = (struct cpio_reader){.base = archive, .size = size};
}

/* 16 if `c` is not a hexadecimal digit. */
static unsigned hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return (unsigned)(c - '0');
	if (c >= 'a' && c <= 'f')
		return (unsigned)(c - 'a') + 10;
	if (c >= 'A' && c <= 'F')
		return (unsigned)(c - 'A') + 10;
	return 16;
}

static bool parse_hex(const char *p, uint32_t *value)
{
	*value = 0;
	for (int i = 0; i < 8; i++) {
		unsigned digit = hex_digit(p[i]);

		if (digit == 16)
			return false;
		*value = *value << 4 | digit;
	}
	return true;
}

static bool parse_numbers(const char *header, struct cpio_entry *entry)
{
	const struct {
		int field;
		uint32_t *value;
	} fields[] = {
		{0, &entry->ino},
		{1, &entry->mode},
		{2, &entry->uid},
		{3, &entry->gid},
		{4, &entry->links},
		{5, &entry->mtime},
		{7, &entry->dev_major},
		{8, &entry->dev_minor},
		{9, &entry->rdev_major},
		{10, &entry->rdev_minor},
	};

	for (size_t i = 0; i < ARRAY_SIZE(fields); i++)
		if (!parse_hex(header + FIELD(fields[i].field), fields[i].value))
			return false;
	return true;
}

static int damaged(struct cpio_reader *reader, const char *why)
{
	reader->why = why;
	return -EINVAL;
}

/* Take `n` bytes and the padding after them. NULL if the archive has fewer. The padding after the
 * last bytes may be missing. */
static const char *take(struct cpio_reader *reader, size_t n)
{
	const char *start = reader->base + reader->offset;

	if (n > reader->size - reader->offset)
		return NULL;
	reader->offset += n;
	reader->offset += MIN(-reader->offset % 4, reader->size - reader->offset);
	return start;
}

int cpio_next(struct cpio_reader *reader, struct cpio_entry *entry)
{
	uint32_t name_size, file_size;
	const char *header;

	if (reader->size - reader->offset < HEADER_SIZE)
		return damaged(reader, "ends without a trailer");
	header = reader->base + reader->offset;
	if (memcmp(header, "070701", 6) != 0 && memcmp(header, "070702", 6) != 0)
		return damaged(reader, "entry without the newc magic");
	if (!parse_numbers(header, entry) || !parse_hex(header + FIELD_FILESIZE, &file_size) ||
		!parse_hex(header + FIELD_NAMESIZE, &name_size))
		return damaged(reader, "header field is not hexadecimal");
	if (name_size == 0 || name_size > reader->size - reader->offset - HEADER_SIZE)
		return damaged(reader, "name runs past the end");
	/* Header and name are padded together. */
	entry->name = take(reader, HEADER_SIZE + (size_t)name_size) + HEADER_SIZE;
	if (entry->name[name_size - 1] != '\0')
		return damaged(reader, "name does not end in NUL");
	if (strcmp(entry->name, trailer) == 0)
		return 0;
	entry->size = file_size;
	entry->data = take(reader, file_size);
	if (!entry->data)
		return damaged(reader, "file runs past the end");
	return 1;
}
