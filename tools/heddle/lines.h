/* SPDX-License-Identifier: MIT */
/*
 * What a machine that explores says: lines of JSON, in a file that grows. Other lines are the
 * kernel's text, of which the last are kept for when it ends too early.
 */
#pragma once
#include "util.h"
#include <jansson.h>
#include <stdint.h>

struct lines {
	int fd;
	off_t read;        /* so far */
	struct text rest;  /* of a line that is not whole yet */
	struct text other; /* what is no JSON */
};

/* Read on, and hand out each whole JSON object that has come: whether any came. `take` borrows it.
 */
bool lines_read(struct lines *lines, void (*take)(void *context, json_t *line), void *context);
void lines_free(struct lines *lines);

/* A member that is missing or of another type counts as nothing: "" and 0. Hexadecimal numbers are
 * strings ("0x..."). */
const char *line_text(const json_t *line, const char *name);
uint64_t line_number(const json_t *line, const char *name);
