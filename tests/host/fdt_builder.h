/* SPDX-License-Identifier: MIT */
/*
 * Builds a flattened device tree, version 17, for tests of its readers. Nodes and properties are
 * appended in order; finish() lays the blocks out behind the header.
 */
#pragma once
#include <assert.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FDT_ROOM 65536

struct fdt_builder {
	uint8_t structs[FDT_ROOM];
	size_t structs_size;
	char strings[4096];
	size_t strings_size;
	uint64_t reservations[16]; /* base, size, base, size, ... */
	size_t reservation_words;
};

struct blob {
	uint8_t bytes[2 * FDT_ROOM];
	size_t size;
};

static inline void put32(uint8_t *at, uint64_t value)
{
	for (int i = 0; i < 4; i++)
		at[i] = (uint8_t)(value >> (24 - 8 * i));
}

static inline void fdt_put_word(struct fdt_builder *b, uint64_t value)
{
	assert(b->structs_size + 4 <= FDT_ROOM);
	put32(b->structs + b->structs_size, value);
	b->structs_size += 4;
}

static inline void fdt_put_bytes(struct fdt_builder *b, const void *data, size_t size)
{
	assert(b->structs_size + size + 4 <= FDT_ROOM);
	if (size)
		memcpy(b->structs + b->structs_size, data, size);
	b->structs_size += size;
	while (b->structs_size % 4)
		b->structs[b->structs_size++] = 0;
}

static inline void fdt_begin(struct fdt_builder *b, const char *name)
{
	fdt_put_word(b, 1);
	fdt_put_bytes(b, name, strlen(name) + 1);
}

static inline void fdt_end(struct fdt_builder *b)
{
	fdt_put_word(b, 2);
}

static inline void fdt_prop(struct fdt_builder *b, const char *name, const void *data, size_t size)
{
	size_t at = 0;

	while (at < b->strings_size && strcmp(b->strings + at, name) != 0)
		at += strlen(b->strings + at) + 1;
	if (at == b->strings_size) {
		assert(at + strlen(name) < sizeof(b->strings));
		strcpy(b->strings + at, name);
		b->strings_size += strlen(name) + 1;
	}
	fdt_put_word(b, 3);
	fdt_put_word(b, size);
	fdt_put_word(b, at);
	fdt_put_bytes(b, data, size);
}

static inline void fdt_text(struct fdt_builder *b, const char *name, const char *text)
{
	fdt_prop(b, name, text, strlen(text) + 1);
}

/* Append `count` 32-bit cells. */
static inline void fdt_cells(struct fdt_builder *b, const char *name, unsigned count, ...)
{
	uint8_t cells[4 * 16];
	va_list ap;

	assert(count <= 16);
	va_start(ap, count);
	for (unsigned i = 0; i < count; i++)
		put32(cells + 4 * i, va_arg(ap, unsigned));
	va_end(ap);
	fdt_prop(b, name, cells, 4 * count);
}

/* Base and size, two cells each. */
static inline void fdt_reg64(struct fdt_builder *b, uint64_t base, uint64_t size)
{
	fdt_cells(b, "reg", 4, (unsigned)(base >> 32), (unsigned)base, (unsigned)(size >> 32),
		(unsigned)size);
}

static inline void fdt_reserve(struct fdt_builder *b, uint64_t base, uint64_t size)
{
	b->reservations[b->reservation_words++] = base;
	b->reservations[b->reservation_words++] = size;
}

static inline void fdt_finish(struct fdt_builder *b, struct blob *blob)
{
	size_t reservations = 40, structs = reservations + 8 * b->reservation_words + 16;
	size_t strings = structs + b->structs_size + 4;

	fdt_put_word(b, 9);
	blob->size = strings + b->strings_size;
	memset(blob->bytes, 0, structs);
	for (size_t i = 0; i < b->reservation_words; i++) {
		put32(blob->bytes + reservations + 8 * i, b->reservations[i] >> 32);
		put32(blob->bytes + reservations + 8 * i + 4, b->reservations[i]);
	}
	const size_t header[] = {0xd00dfeed, blob->size, structs, strings, reservations, 17, 16, 0,
		b->strings_size, b->structs_size};

	for (size_t i = 0; i < 10; i++)
		put32(blob->bytes + 4 * i, header[i]);
	memcpy(blob->bytes + structs, b->structs, b->structs_size);
	memcpy(blob->bytes + strings, b->strings, b->strings_size);
}
