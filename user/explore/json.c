/* SPDX-License-Identifier: MIT */
/*
 * Lines of JSON without a C library.
 */
#include "json.h"
#include <lib/printf.h>
#include <lib/string.h>
#include <user.h>

#define LINE_MAX 16384

static char line[LINE_MAX];
static size_t used;

static void put_piece(void *context, const char *text, size_t length)
{
	length = MIN(length, sizeof(line) - used);
	memcpy(line + used, text, length);
	used += length;
}

static void put(const char *fmt, ...) PRINTF_LIKE(1, 2);
static void put(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vprintf_to(put_piece, NULL, fmt, ap);
	va_end(ap);
}

static void put_name(const char *name)
{
	if (name)
		put("\"%s\":", name);
}

static void drop_comma(void)
{
	if (used && line[used - 1] == ',')
		used--;
}

void json_begin(const char *type)
{
	put("{\"type\":\"%s\",", type);
}

void json_end(void)
{
	drop_comma();
	put("}\n");
	SYSCALL(__NR_write, 1, line, used);
	used = 0;
}

void json_number(const char *name, uint64_t value)
{
	put_name(name);
	put("%llu,", (unsigned long long)value);
}

void json_address(const char *name, uint64_t value)
{
	json_format(name, "0x%llx", (unsigned long long)value);
}

void json_format(const char *name, const char *fmt, ...)
{
	va_list ap;

	put_name(name);
	put("\"");
	va_start(ap, fmt);
	vprintf_to(put_piece, NULL, fmt, ap);
	va_end(ap);
	put("\",");
}

void json_text(const char *name, const char *text)
{
	json_bytes(name, text, strlen(text));
}

void json_bytes(const char *name, const char *bytes, size_t length)
{
	put_name(name);
	put("\"");
	for (; length; length--, bytes++) {
		unsigned char c = (unsigned char)*bytes;

		if (c >= ' ' && c < 0x7f && c != '"' && c != '\\')
			put_piece(NULL, bytes, 1);
		else
			put("\\u%04x", c);
	}
	put("\",");
}

void json_open(const char *name, char bracket)
{
	put_name(name);
	put("%c", bracket);
}

void json_close(char bracket)
{
	drop_comma();
	put("%c,", bracket);
}

void json_hashes(const char *name, const uint64_t *hashes, size_t count)
{
	put_name(name);
	put("\"");
	for (size_t i = 0; i < count; i++)
		put("%016llx", (unsigned long long)hashes[i]);
	put("\",");
}
