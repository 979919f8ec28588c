/* SPDX-License-Identifier: MIT */
/*
 * From records and results to lines.
 */
#include "report.h"
#include "json.h"
#include "maps.h"
#include "search.h"
#include <lib/base.h>
#include <lib/string.h>
#include <user.h>
#include <user/protocol.h>

#define RECORDS_SIZE (2u << 20)
#define CALLERS_MAX  16

static unsigned char records[RECORDS_SIZE];
static size_t size; /* bytes of records of the run reported last */

/* Words on the stack of the thread that the record read last is about. */
static const char *stack;
static size_t stack_size;

void report_maps(void)
{
	const struct map *map;

	for (unsigned i = 0; (map = maps_get(i)); i++) {
		if (!*map->path)
			continue;
		json_begin(LINE_MAP);
		json_address("start", map->start);
		json_address("end", map->end);
		json_address("offset", map->offset);
		json_text("path", map->path);
		json_end();
	}
}

/* --- Records --- */

/* The record at *at, which moves behind it, and the bytes that follow it. False: there is none. */
static bool next_raw(size_t *at, struct explore_record *record, const char **bytes)
{
	if (size - *at < sizeof(*record))
		return false;
	memcpy(record, records + *at, sizeof(*record));
	*at += sizeof(*record);
	*bytes = (const char *)records + *at;
	if (record->kind == EXPLORE_RECORD_OUTPUT || record->kind == EXPLORE_RECORD_STACK)
		*at += record->detail;
	return true;
}

/* The same, but a stack is kept for the record behind it. */
static bool next_record(size_t *at, struct explore_record *record, const char **bytes)
{
	stack_size = 0;
	while (next_raw(at, record, bytes)) {
		if (record->kind != EXPLORE_RECORD_STACK)
			return true;
		stack = *bytes;
		stack_size = record->detail;
	}
	return false;
}

/* Where the thread is, and the words on its stack that may be return addresses. */
static void put_place(const struct explore_record *record)
{
	unsigned long word;
	unsigned callers = 0;

	json_address("pc", record->pc);
	if (!stack_size)
		return;
	json_open("stack", '[');
	for (size_t at = 0; at < stack_size && callers < CALLERS_MAX; at += sizeof(word)) {
		memcpy(&word, stack + at, sizeof(word));
		if (!maps_is_code(word))
			continue;
		json_address(NULL, word);
		callers++;
	}
	json_close(']');
}

static void report_switch(const struct explore_record *record)
{
	static const char *const why[EXPLORE_WHY_COUNT] = {EXPLORE_WHY_NAMES};

	if (record->detail == EXPLORE_WHY_BLOCK && record->word) {
		json_begin(LINE_WAIT);
		json_number("step", record->step);
		json_number("thread", record->thread);
		json_address("word", record->word);
		json_end();
	}
	json_begin(LINE_SWITCH);
	json_number("step", record->step);
	json_number("event", record->event);
	json_number("from", record->thread);
	json_number("to", record->other);
	put_place(record);
	json_text("why", why[record->detail]);
	if (record->word)
		json_address("word", record->word);
	json_end();
}

static void put_late(const struct explore_record *record)
{
	json_number("ns", record->word);
	if (record->thread != EXPLORE_NO_THREAD)
		put_place(record);
}

static void report_record(const struct explore_record *record, const char *bytes, uint64_t seed)
{
	switch (record->kind) {
	case EXPLORE_RECORD_THREAD:
		json_begin(LINE_THREAD);
		json_number("step", record->step);
		json_number("thread", record->thread);
		if (record->other != EXPLORE_NO_THREAD)
			json_number("parent", record->other);
		else
			json_text("name", "main");
		json_end();
		break;
	case EXPLORE_RECORD_SWITCH:
		report_switch(record);
		break;
	case EXPLORE_RECORD_WAKE:
		json_begin(LINE_WAKE);
		json_number("step", record->step);
		json_number("thread", record->thread);
		json_number("by", record->other);
		json_end();
		break;
	case EXPLORE_RECORD_LATE:
		json_begin(LINE_LATE);
		json_number("step", record->step);
		json_number("event", record->event);
		if (record->thread != EXPLORE_NO_THREAD)
			json_number("thread", record->thread);
		put_late(record);
		json_end();
		break;
	case EXPLORE_RECORD_OUTPUT:
		json_begin(LINE_OUTPUT);
		json_number("seed", seed);
		json_number("step", record->step);
		json_number("fd", record->other);
		json_bytes("text", bytes, record->detail);
		json_end();
		break;
	}
}

/* Add what a record of the same event tells about a choice: where the other thread was interrupted
 * by a switch, how far the clock jumped to the chosen thread's deadline; where and about which word
 * another kind of choice was made. */
static void put_circumstance(const struct explore_choice *choice,
	const struct explore_record *record)
{
	bool is_switch = choice->kind == EXPLORE_CHOICE_SWITCH;
	uint32_t late = is_switch                              ? choice->value
			: choice->kind == EXPLORE_CHOICE_TIMER ? EXPLORE_NO_THREAD
							       : UINT32_MAX;

	if (is_switch && record->kind == EXPLORE_RECORD_SWITCH && record->other == choice->value)
		put_place(record);
	if (record->kind == EXPLORE_RECORD_LATE && record->thread == late) {
		json_open("late", '{');
		put_late(record);
		json_close('}');
	}
	if (record->kind != EXPLORE_RECORD_PICK || record->detail != choice->kind ||
		record->thread != choice->from || record->order != choice->order)
		return;
	put_place(record);
	if (record->word)
		json_address("word", record->word);
}

static void report_choice(const struct explore_choice *choice)
{
	static const char *const kinds[EXPLORE_CHOICE_KINDS] = {EXPLORE_CHOICE_NAMES};
	struct explore_record record;
	size_t at = 0;
	const char *bytes;

	json_begin(LINE_CHOICE);
	json_number("event", choice->event);
	json_text("kind", kinds[choice->kind]);
	json_number("value", choice->value);
	json_number("from", choice->from);
	json_number("own", choice->own);
	if (choice->order)
		json_number("order", choice->order);
	while (next_record(&at, &record, &bytes))
		if (record.event == choice->event)
			put_circumstance(choice, &record);
	json_end();
}

void report_records(long control, const struct explore_run *run, bool all)
{
	const struct explore_choice *made = (const struct explore_choice *)(uintptr_t)run->made;
	struct explore_record record;
	size_t at = 0;
	const char *bytes;
	long n;

	n = SYSCALL(__NR_read, control, records, RECORDS_SIZE);
	size = n > 0 ? (size_t)n : 0;
	while (all && next_record(&at, &record, &bytes))
		report_record(&record, bytes, run->seed);
	for (unsigned i = 0; all && i < run->result.choices && i < run->made_room; i++)
		report_choice(&made[i]);
}

/* --- Results --- */

static void put_verdict(const struct explore_result *result)
{
	int signal = result->status & 0x7f, status = result->status >> 8 & 0xff;

	if (result->verdict == EXPLORE_DEADLOCK)
		json_text("verdict", VERDICT_DEADLOCK);
	else if (result->verdict == EXPLORE_LIVELOCK)
		json_text("verdict", VERDICT_LIVELOCK);
	else if (result->verdict == EXPLORE_UNSUPPORTED)
		json_text("verdict", VERDICT_UNSUPPORTED);
	else if (signal)
		json_format("verdict", VERDICT_SIGNAL "%d", signal);
	else if (status)
		json_format("verdict", VERDICT_EXIT "%d", status);
	else
		json_text("verdict", VERDICT_OK);
}

/* Which thread waits for what, by the records. */
static void put_waiting(void)
{
	struct explore_record record;
	size_t at = 0;
	const char *bytes;

	json_open("waiting", '[');
	while (next_record(&at, &record, &bytes)) {
		if (record.kind != EXPLORE_RECORD_STUCK)
			continue;
		json_open(NULL, '{');
		json_number("thread", record.thread);
		put_place(&record);
		if (record.word)
			json_address("word", record.word);
		if (record.other != EXPLORE_NO_THREAD)
			json_number("holder", record.other);
		json_close('}');
	}
	json_close(']');
}

/* Where the program was found when it was over its budget. */
static void put_hot(void)
{
	struct explore_record record;
	size_t at = 0;
	const char *bytes;

	json_open("hot", '[');
	while (next_record(&at, &record, &bytes)) {
		if (record.kind != EXPLORE_RECORD_HOT)
			continue;
		json_open(NULL, '{');
		json_address("pc", record.pc);
		json_number("thread", record.thread);
		json_number("count", record.detail);
		json_close('}');
	}
	json_close(']');
}

static void put_fault(const struct explore_result *result)
{
	json_address("address", result->fault_address);
	json_address("pc", result->fault_pc);
	json_number("thread", (uint32_t)result->fault_thread);
}

static bool has_detail(const struct explore_run *run)
{
	const struct explore_result *result = &run->result;

	switch (result->verdict) {
	case EXPLORE_DEADLOCK:
	case EXPLORE_LIVELOCK:
		return run->trace;
	case EXPLORE_UNSUPPORTED:
		return true;
	default:
		return result->status & 0x7f && result->signal;
	}
}

static void put_detail(const struct explore_result *result)
{
	json_open("detail", '{');
	if (result->verdict == EXPLORE_DEADLOCK)
		put_waiting();
	else if (result->verdict == EXPLORE_LIVELOCK)
		put_hot();
	else if (result->verdict == EXPLORE_UNSUPPORTED)
		json_text("what", result->what);
	else
		put_fault(result);
	json_close('}');
}

/* The settings that the seed has selected. */
static void put_settings(const struct explore_result *result)
{
	static const char *const events[EXPLORE_EVENTS_COUNT] = {EXPLORE_EVENTS_NAMES};
	static const char *const memories[EXPLORE_MEMORY_COUNT] = {EXPLORE_MEMORY_NAMES};

	json_format("policy", "%s %s %s", result->policy, events[result->run_events],
		memories[result->run_memory]);
}

void report_result(const struct explore_run *run)
{
	const struct explore_result *result = &run->result;

	json_begin(LINE_RESULT);
	json_number("seed", run->seed);
	put_verdict(result);
	json_format("hash", "%016llx", (unsigned long long)result->hash);
	if (result->behaviour)
		json_format("behaviour", "%016llx", (unsigned long long)result->behaviour);
	json_number("steps", result->steps);
	json_number("events", result->events);
	json_number("switches", result->switches);
	json_number("threads", result->threads);
	if (strcmp(run->policy, EXPLORE_POLICY_MIX) == 0 || run->events == EXPLORE_EVENTS_MIX ||
		run->memory == EXPLORE_MEMORY_MIX)
		put_settings(result);
	if (search_is_policy(run))
		json_number("left", result->left);
	if (result->is_cut)
		json_number("cut", 1);
	if (result->place)
		json_address("place", result->place);
	if (has_detail(run))
		put_detail(result);
	json_end();
}

void report_passed(uint64_t seed, const struct explore_passed *passed)
{
	json_begin(LINE_PASSED);
	json_number("seed", seed);
	json_number("count", passed->count);
	json_text("verdict", VERDICT_OK);
	json_format("hash", "%016llx", (unsigned long long)passed->hash);
	json_format("hashes", "%016llx", (unsigned long long)passed->hashes);
	json_hashes("behaviours", passed->behaviours, passed->count);
	json_end();
}
