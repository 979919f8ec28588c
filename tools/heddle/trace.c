/* SPDX-License-Identifier: MIT */
/*
 * From the machine's lines, in their order, to slices and arrows.
 */
#include "trace.h"
#include "code_place.h"
#include "json_bytes.h"
#include "lines.h"
#include "util.h"
#include <stdlib.h>
#include <string.h>
#include <user/protocol.h>

#define THREADS_MAX 65536
#define PROCESS     1
#define NO_THREAD   UINT64_MAX

struct row {
	bool known;
	bool waits, woken;
	uint64_t wait_start, flow;
	char *wait_name;
};

struct maker {
	struct symbols *symbols;
	json_t *events;
	struct row *rows;
	uint64_t running, run_start, last_step, flows;
	const json_t *run_why; /* the switch to the running thread */
};

void trace_add(struct trace *trace, const json_t *line)
{
	if (!trace->records)
		trace->records = json_array();
	json_array_append(trace->records, (json_t *)line);
}

void trace_free(struct trace *trace)
{
	json_decref(trace->records);
	trace->records = NULL;
}

static struct row *row_of(struct maker *maker, uint64_t thread)
{
	return thread < THREADS_MAX ? &maker->rows[thread] : NULL;
}

/* Add an event with the members that all events have; borrowed. */
static json_t *add_event(struct maker *maker, const char *phase, const char *name, uint64_t thread,
	uint64_t step)
{
	json_t *event = json_made(
		json_pack("{s:s, s:o, s:i, s:I, s:f}", "ph", phase, "name", json_text(name), "pid",
			PROCESS, "tid", (json_int_t)thread, "ts", (double)step / 1000));

	json_array_append_new(maker->events, event);
	return event;
}

static void add_slice(struct maker *maker, const char *name, const char *category, uint64_t thread,
	uint64_t start, uint64_t end, json_t *args)
{
	json_t *event = add_event(maker, "X", name, thread, start);

	json_object_set_new(event, "cat", json_string(category));
	json_object_set_new(event, "dur", json_real((double)(end - start) / 1000));
	json_object_set_new(event, "args", args);
}

static void name_thread(struct maker *maker, uint64_t thread, const char *name)
{
	struct row *row = row_of(maker, thread);
	char *full;

	if (!row || row->known)
		return;
	row->known = true;
	full = *name ? xasprintf("%s (%ju)", name, (uintmax_t)thread)
		     : xasprintf("thread %ju", (uintmax_t)thread);
	json_object_set_new(add_event(maker, "M", "thread_name", thread, 0), "args",
		json_made(json_pack("{s:o}", "name", json_text(full))));
	free(full);
}

/* Add the file and line of the record's place, if they are known. */
static void add_source(struct maker *maker, json_t *args, const json_t *record)
{
	int line = 0;
	char *file = code_place_line(maker->symbols, record, &line);

	if (!file)
		return;
	json_object_set_new(args, "file", json_text(file));
	json_object_set_new(args, "lineNumber", json_integer(line));
	free(file);
}

/* The running thread stops at `step`, because of the record `why` (NULL: the schedule ends). */
static void end_run(struct maker *maker, uint64_t step, const json_t *why)
{
	json_t *args = json_object();
	char *place;

	if (maker->running == NO_THREAD)
		return;
	if (maker->run_why)
		json_object_set_new(args, "event",
			json_integer((json_int_t)line_number(maker->run_why, "event")));
	if (why) {
		place = code_place_name(maker->symbols, why);
		json_object_set_new(args, "until", json_string(line_text(why, "why")));
		json_object_set_new(args, "at", json_text(place));
		free(place);
		add_source(maker, args, why);
		if (json_object_get(why, "word")) {
			char *word = symbols_data(maker->symbols, line_number(why, "word"));

			json_object_set_new(args, "about", json_text(word));
			free(word);
		}
	}
	add_slice(maker, "runs", "run", maker->running, maker->run_start, step, args);
}

static void take_switch(struct maker *maker, const json_t *record, uint64_t step)
{
	uint64_t to = line_number(record, "to");
	struct row *row = row_of(maker, to);

	end_run(maker, step, record);
	name_thread(maker, to, "");
	maker->running = to;
	maker->run_start = step;
	maker->run_why = record;
	if (row && row->waits) {
		add_slice(maker, row->wait_name, "wait", to, row->wait_start, step, json_object());
		free(row->wait_name);
		row->waits = false;
	}
	if (row && row->woken) {
		json_t *event = add_event(maker, "f", "wakes", to, step);

		json_object_set_new(event, "bp", json_string("e"));
		json_object_set_new(event, "cat", json_string("wake"));
		json_object_set_new(event, "id", json_integer((json_int_t)row->flow));
		row->woken = false;
	}
}

static void take_wait(struct maker *maker, const json_t *record, uint64_t step)
{
	uint64_t thread = line_number(record, "thread");
	struct row *row = row_of(maker, thread);
	char *word;

	if (!row || row->waits)
		return;
	word = symbols_data(maker->symbols, line_number(record, "word"));
	row->wait_name = xasprintf("waits for %s", word);
	row->wait_start = step;
	row->waits = true;
	free(word);
}

static void take_wake(struct maker *maker, const json_t *record, uint64_t step)
{
	uint64_t thread = line_number(record, "thread"), by = line_number(record, "by");
	struct row *row = row_of(maker, thread);
	json_t *event;

	if (!row || row->woken)
		return;
	row->woken = true;
	row->flow = ++maker->flows;
	event = add_event(maker, "s", "wakes", by, step);
	json_object_set_new(event, "cat", json_string("wake"));
	json_object_set_new(event, "id", json_integer((json_int_t)row->flow));
}

static void take_record(struct maker *maker, const json_t *record)
{
	const char *type = line_text(record, "type");
	uint64_t step =
		json_object_get(record, "step") ? line_number(record, "step") : maker->last_step;

	maker->last_step = step > maker->last_step ? step : maker->last_step;
	if (strcmp(type, LINE_SWITCH) == 0) {
		take_switch(maker, record, step);
	} else if (strcmp(type, LINE_WAIT) == 0) {
		take_wait(maker, record, step);
	} else if (strcmp(type, LINE_WAKE) == 0) {
		take_wake(maker, record, step);
	} else if (strcmp(type, LINE_THREAD) == 0) {
		char *name = json_bytes_of(json_object_get(record, "name"), NULL);

		name_thread(maker, line_number(record, "thread"), name);
		free(name);
		if (maker->running == NO_THREAD && !maker->run_why) { /* the first thread */
			maker->running = line_number(record, "thread");
			maker->run_start = step;
		}
	} else if (strcmp(type, LINE_LATE) == 0) {
		json_t *event = add_event(maker, "i", "deadline passes",
			json_object_get(record, "thread") ? line_number(record, "thread")
							  : maker->running,
			step);

		json_object_set_new(event, "s", json_string("t"));
		json_object_set_new(event, "args",
			json_made(json_pack("{s:O}", "ns", json_object_get(record, "ns"))));
	} else if (strcmp(type, LINE_OUTPUT) == 0 && maker->running != NO_THREAD) {
		json_t *event = add_event(maker, "i", "writes", maker->running, step);

		json_object_set_new(event, "s", json_string("t"));
		json_object_set_new(event, "args",
			json_made(json_pack("{s:O}", "text", json_object_get(record, "text"))));
	} else if (strcmp(type, LINE_RESULT) == 0) {
		end_run(maker, maker->last_step, NULL);
		maker->running = NO_THREAD;
	}
}

/* A thread that waits at the end of the schedule waits until there. */
static void end_waits(struct maker *maker)
{
	for (uint64_t thread = 0; thread < THREADS_MAX; thread++) {
		struct row *row = &maker->rows[thread];

		if (!row->waits)
			continue;
		add_slice(maker, row->wait_name, "wait", thread, row->wait_start,
			maker->last_step + 1, json_object());
		free(row->wait_name);
	}
}

json_t *trace_to_json(const struct trace *trace, struct symbols *symbols, const char *name)
{
	struct maker maker = {.symbols = symbols,
		.events = json_array(),
		.rows = calloc(THREADS_MAX, sizeof(struct row)),
		.running = NO_THREAD};
	const json_t *record;
	json_t *all;
	size_t i;

	if (!maker.rows)
		die("out of memory");
	json_object_set_new(add_event(&maker, "M", "process_name", 0, 0), "args",
		json_made(json_pack("{s:o}", "name", json_text(name))));
	json_array_foreach(trace->records, i, record)
		take_record(&maker, record);
	end_run(&maker, maker.last_step, NULL);
	end_waits(&maker);
	free(maker.rows);
	all = json_pack("{s:o, s:s}", "traceEvents", maker.events, "displayTimeUnit", "ns");
	return json_made(all);
}
