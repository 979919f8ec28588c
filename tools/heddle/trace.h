/* SPDX-License-Identifier: MIT */
/*
 * One schedule for Perfetto and Chrome: a row for each thread, with slices where it runs and where
 * it waits, and arrows from a thread that wakes another to that one. Time is in steps of the
 * program, one nanosecond each.
 */
#pragma once
#include "symbols.h"
#include <jansson.h>
#include <stdio.h>

struct trace {
	json_t *records; /* an array of lines of the machine */
};

void trace_add(struct trace *trace, const json_t *line);
void trace_free(struct trace *trace);

/* A JSON object of the Trace Event Format, to be released. `name`: the process's. */
json_t *trace_to_json(const struct trace *trace, struct symbols *symbols, const char *name);
