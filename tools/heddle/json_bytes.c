/* SPDX-License-Identifier: MIT */
/*
 * Bytes in JSON.
 */
#include "json_bytes.h"
#include "util.h"
#include <stdlib.h>
#include <string.h>

#define ESCAPE 0xef00 /* and the byte, which is at least 0x80 */

/* The size of the valid character that the bytes start with; 0: there is none. */
static size_t character_size(const unsigned char *p, size_t size, unsigned *character)
{
	static const unsigned smallest[] = {0, 0, 0x80, 0x800, 0x10000};
	size_t n = *p < 0x80   ? 1
		   : *p < 0xc0 ? 0
		   : *p < 0xe0 ? 2
		   : *p < 0xf0 ? 3
		   : *p < 0xf8 ? 4
			       : 0;

	if (!n || n > size)
		return 0;
	*character = n == 1 ? *p : *p & (0x7fu >> n);
	for (size_t i = 1; i < n; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
		*character = *character << 6 | (p[i] & 0x3f);
	}
	if (*character < smallest[n] && n > 1)
		return 0;
	return *character > 0x10ffff || (*character >= 0xd800 && *character < 0xe000) ? 0 : n;
}

static bool is_escape(unsigned character)
{
	return character >= ESCAPE + 0x80 && character <= ESCAPE + 0xff;
}

static void add_escape(struct text *text, unsigned char byte)
{
	unsigned character = ESCAPE + byte;
	const unsigned char encoded[] = {(unsigned char)(0xe0 | character >> 12),
		(unsigned char)(0x80 | (character >> 6 & 0x3f)),
		(unsigned char)(0x80 | (character & 0x3f))};

	text_add(text, encoded, sizeof(encoded));
}

json_t *json_bytes(const void *bytes, size_t size)
{
	const unsigned char *p = bytes, *end = p + size;
	struct text text = {0};
	json_t *string;

	while (p < end) {
		unsigned character = 0;
		size_t n = character_size(p, (size_t)(end - p), &character);

		if (n && !is_escape(character)) {
			text_add(&text, p, n);
			p += n;
		} else {
			add_escape(&text, *p++);
		}
	}
	string = json_made(json_stringn(text.data ? text.data : "", text.length));
	free(text.data);
	return string;
}

json_t *json_text(const char *text)
{
	return json_bytes(text, strlen(text));
}

/* Restore bytes: the characters from `first` to `offset` + 0xff stand for a byte, which is the
 * character minus `offset`. jansson's strings have only valid characters. */
static char *restore(const json_t *string, size_t *size, unsigned first, unsigned offset)
{
	const unsigned char *p = (const unsigned char *)json_string_value(string), *end;
	char *bytes = xrealloc(NULL, json_string_length(string) + 1), *out = bytes;

	end = p + json_string_length(string);
	while (p < end) {
		unsigned character = 0;
		size_t n = character_size(p, (size_t)(end - p), &character);

		if (character >= first && character <= offset + 0xff) {
			*out++ = (char)(character - offset);
		} else {
			memcpy(out, p, n);
			out += n;
		}
		p += n;
	}
	*out = '\0';
	if (size)
		*size = (size_t)(out - bytes);
	return bytes;
}

char *json_bytes_of(const json_t *string, size_t *size)
{
	return restore(string, size, ESCAPE + 0x80, ESCAPE);
}

static void import_string(json_t *string)
{
	size_t size;
	char *bytes = restore(string, &size, 0, 0);
	json_t *made = json_bytes(bytes, size);

	if (json_string_setn(string, json_string_value(made), json_string_length(made)))
		die("out of memory");
	json_decref(made);
	free(bytes);
}

void json_import(json_t *json)
{
	const char *name;
	json_t *item;
	size_t i;

	if (json_is_string(json))
		import_string(json);
	json_array_foreach(json, i, item)
		json_import(item);
	json_object_foreach(json, name, item) json_import(item);
}

json_t *json_made(json_t *json)
{
	if (!json)
		die("out of memory");
	return json;
}
