/* SPDX-License-Identifier: MIT */
/*
 * The lines of JSON from a machine that explores, in a file that grows. Other lines are text of the
 * kernel, or of the program if it writes to the console. The first of them are kept, to be shown if
 * the machine ends too early.
 */
#pragma once
#include "util.h"
#include <jansson.h>
#include <stdint.h>

struct lines {
	int fd;
	off_t read;        /* bytes read */
	struct text rest;  /* a line that is not complete yet */
	struct text other; /* lines that are not JSON */
	size_t damaged;    /* lines that have the start of a JSON object, but not its rest */
};

/* Read new lines and call `take` with each JSON object, which it borrows; the strings in it are
 * those of json_bytes(). True: there were lines. */
bool lines_read(struct lines *lines, void (*take)(void *context, json_t *line), void *context);
void lines_free(struct lines *lines);

/* A member's value; if the text may be any bytes, use json_bytes_of(). "" and 0 stand for one that
 * is missing or has another type. A number may be a string, "0x..." in hexadecimal. */
const char *line_text(const json_t *line, const char *name);
uint64_t line_number(const json_t *line, const char *name);

/* The number of schedules that a "result" or "passed" line is about. */
uint64_t line_count(const json_t *line);
