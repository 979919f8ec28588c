/* SPDX-License-Identifier: MIT */
/*
 * Lines of JSON without a C library. A line is written whole.
 */
#include "json.h"
#include <user.h>

#define LINE_MAX 16384

static char line[LINE_MAX];
static unsigned used;

static void flush(void)
{
	SYSCALL(__NR_write, 1, line, used);
	used = 0;
}

void json_put(const char *text)
{
	while (*text && used < sizeof(line))
		line[used++] = *text++;
}

/* *value / base, and what is left: without the 64-bit division that small machines lack. */
static unsigned divide(unsigned long long *value, unsigned base)
{
	unsigned long long result = 0;
	unsigned left = 0;

	for (int bit = 48; bit >= 0; bit -= 16) {
		unsigned part = left << 16 | (unsigned)(*value >> bit & 0xffff);

		result |= (unsigned long long)(part / base) << bit;
		left = part % base;
	}
	*value = result;
	return left;
}

static void put_base(unsigned long long value, unsigned base, int digits)
{
	char text[24], *p = text + sizeof(text) - 1;

	*p = 0;
	do {
		*--p = "0123456789abcdef"[divide(&value, base)];
	} while (value || text + sizeof(text) - 1 - p < digits);
	json_put(p);
}

void json_put_number(unsigned long long value)
{
	put_base(value, 10, 1);
}

static void put_name(const char *name)
{
	if (!name)
		return;
	json_put("\"");
	json_put(name);
	json_put("\":");
}

void json_number(const char *name, unsigned long long value)
{
	put_name(name);
	put_base(value, 10, 1);
	json_put(",");
}

void json_hex(const char *name, unsigned long long value, int digits)
{
	put_name(name);
	json_put(digits ? "\"" : "\"0x");
	put_base(value, 16, digits ? digits : 1);
	json_put("\",");
}

/* A byte as the character of its number. */
static void put_byte(unsigned char c)
{
	char text[7] = {'\\', 'u', '0', '0', "0123456789abcdef"[c >> 4], "0123456789abcdef"[c & 15],
		0};

	if (c >= ' ' && c < 0x7f && c != '"' && c != '\\') {
		text[0] = (char)c;
		text[1] = 0;
	}
	json_put(text);
}

void json_text(const char *name, const char *text, unsigned long length)
{
	put_name(name);
	json_put("\"");
	while (length--)
		put_byte((unsigned char)*text++);
	json_put("\",");
}

void json_open(const char *name, char bracket)
{
	char text[2] = {bracket, 0};

	put_name(name);
	json_put(text);
}

void json_close(char bracket)
{
	char text[3] = {bracket, ',', 0};

	if (used && line[used - 1] == ',')
		used--;
	json_put(text);
}

void json_begin(const char *type)
{
	json_put("{\"type\":\"");
	json_put(type);
	json_put("\",");
}

void json_end(void)
{
	if (used && line[used - 1] == ',')
		used--;
	json_put("}\n");
	flush();
}
