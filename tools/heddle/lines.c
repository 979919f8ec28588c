/* SPDX-License-Identifier: MIT */
/*
 * Reading lines of JSON while another process writes them.
 */
#include "lines.h"
#include "json_bytes.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define OTHER_MAX    ((size_t)1 << 16)
#define OBJECT_START "{\"type\":" /* of every object that the first process writes */

static void keep_other(struct lines *lines, const char *text, size_t n)
{
	if (lines->other.length + n < OTHER_MAX) {
		text_add(&lines->other, text, n);
		text_add(&lines->other, "\n", 1);
	}
}

/* Text without a newline, which the program has written to the console, may be in front of the
 * object. */
static void take_line(struct lines *lines, const char *line, size_t n,
	void (*take)(void *context, json_t *line), void *context)
{
	const char *start;
	json_t *json = NULL;
	size_t before;

	if (n && line[n - 1] == '\r')
		n--;
	start = memmem(line, n, OBJECT_START, strlen(OBJECT_START));
	before = start ? (size_t)(start - line) : n;
	if (start)
		json = json_loadb(start, n - before, JSON_ALLOW_NUL, NULL);
	if (start && !json)
		lines->damaged++;
	if (!json)
		keep_other(lines, line, n);
	else if (before)
		keep_other(lines, line, before);
	if (json) {
		json_import(json);
		take(context, json);
	}
	json_decref(json);
}

bool lines_read(struct lines *lines, void (*take)(void *context, json_t *line), void *context)
{
	static char data[1 << 16];
	bool any = false;
	ssize_t n;

	while ((n = pread(lines->fd, data, sizeof(data), lines->read)) > 0) {
		char *start, *end;

		lines->read += n;
		text_add(&lines->rest, data, (size_t)n);
		start = lines->rest.data;
		while ((end = memchr(start, '\n',
				(size_t)(lines->rest.data + lines->rest.length - start)))) {
			take_line(lines, start, (size_t)(end - start), take, context);
			start = end + 1;
			any = true;
		}
		lines->rest.length -= (size_t)(start - lines->rest.data);
		memmove(lines->rest.data, start, lines->rest.length);
	}
	return any;
}

void lines_free(struct lines *lines)
{
	free(lines->rest.data);
	free(lines->other.data);
}

const char *line_text(const json_t *line, const char *name)
{
	const char *text = json_string_value(json_object_get(line, name));

	return text ? text : "";
}

uint64_t line_number(const json_t *line, const char *name)
{
	const json_t *value = json_object_get(line, name);

	if (json_is_string(value))
		return strtoull(json_string_value(value), NULL, 0);
	return json_is_integer(value) ? (uint64_t)json_integer_value(value) : 0;
}

uint64_t line_count(const json_t *line)
{
	return json_object_get(line, "count") ? line_number(line, "count") : 1;
}
