/* SPDX-License-Identifier: MIT */
/*
 * One schedule as it went, for Perfetto and Chrome: a row for each thread with slices where it runs
 * and where it waits, arrows from who wakes to who is woken. Time is in the program's steps, one
 * nanosecond each.
 */
#pragma once
#include "symbols.h"
#include <jansson.h>
#include <stdio.h>

struct trace {
	json_t *records; /* array of the machine's lines */
};

void trace_add(struct trace *trace, const json_t *line);
void trace_free(struct trace *trace);

/* The trace event format's "JSON Object", to be released. `name`: of the process. */
json_t *trace_to_json(const struct trace *trace, struct symbols *symbols, const char *name);
