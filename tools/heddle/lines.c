/* SPDX-License-Identifier: MIT */
/*
 * Reading lines of JSON while another process writes them.
 */
#include "lines.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define OTHER_MAX ((size_t)1 << 16)

static void take_line(struct lines *lines, char *line, size_t n,
	void (*take)(void *context, json_t *line), void *context)
{
	json_t *json = NULL;

	if (n && line[n - 1] == '\r')
		n--;
	if (n && line[0] == '{')
		json = json_loadb(line, n, JSON_ALLOW_NUL, NULL);
	if (json) {
		take(context, json);
		json_decref(json);
		return;
	}
	if (lines->other.length + n < OTHER_MAX) {
		text_add(&lines->other, line, n);
		text_add(&lines->other, "\n", 1);
	}
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
