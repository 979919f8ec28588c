/* SPDX-License-Identifier: MIT */
/*
 * From records and results to lines.
 */
#include "report.h"
#include "json.h"
#include <user.h>

#define AT_FDCWD     (-100)
#define RECORDS_SIZE (2u << 20)
#define MAPS_SIZE    65536
#define CODE_MAX     64
#define CALLERS_MAX  16

static unsigned char records[RECORDS_SIZE];
static unsigned long size; /* of those of the run reported last */

/* Where code is mapped. */
static struct {
	unsigned long long start, end;
} code[CODE_MAX];
static unsigned code_count;

/* Words on the stack of the thread that the next record is about. */
static const char *stack;
static unsigned stack_size;

/* --- Maps --- */

static unsigned long long hex(char **p)
{
	unsigned long long value = 0;

	for (;; ++*p) {
		char c = **p;

		if (c >= '0' && c <= '9')
			value = value << 4 | (unsigned)(c - '0');
		else if (c >= 'a' && c <= 'f')
			value = value << 4 | (unsigned)(c - 'a' + 10);
		else
			return value;
	}
}

/* start-end rwxp offset major:minor inode   /path */
static void report_map(char *p, char *end)
{
	unsigned long long start = hex(&p), stop, offset;

	p++;
	stop = hex(&p);
	if (p[3] == 'x' && code_count < CODE_MAX) {
		code[code_count].start = start;
		code[code_count++].end = stop;
	}
	p += 6; /* the permissions and a space on each side */
	offset = hex(&p);
	while (p < end && *p != '/')
		p++;
	if (p == end)
		return;
	json_begin("map");
	json_hex("start", start, 0);
	json_hex("end", stop, 0);
	json_hex("offset", offset, 0);
	json_text("path", p, (unsigned long)(end - p));
	json_end();
}

void report_maps(long pid)
{
	static char text[MAPS_SIZE];
	char path[40] = "/proc/", digits[16], *to = path + 6;
	long fd, n, length = 0;
	int count = 0;

	for (; pid; pid /= 10)
		digits[count++] = (char)('0' + pid % 10);
	while (count)
		*to++ = digits[--count];
	for (const char *rest = "/maps"; *rest;)
		*to++ = *rest++;
	*to = 0;
	fd = SYSCALL(__NR_openat, AT_FDCWD, path, 0, 0);
	while (fd >= 0 && (n = SYSCALL(__NR_read, fd, text + length, MAPS_SIZE - length)) > 0)
		length += n;
	SYSCALL(__NR_close, fd);
	for (char *p = text, *end; p < text + length; p = end + 1) {
		for (end = p; end < text + length && *end != '\n'; end++)
			;
		report_map(p, end);
	}
}

/* --- Records --- */

/* The record at *at, which moves on; where its bytes are. False: there are no more. */
static int next_raw(unsigned long *at, struct explore_record *record, const char **bytes)
{
	unsigned char *to = (unsigned char *)record;

	if (size - *at < sizeof(*record))
		return 0;
	for (unsigned i = 0; i < sizeof(*record); i++)
		to[i] = records[*at + i];
	*at += sizeof(*record);
	*bytes = (const char *)records + *at;
	if (record->kind == EXPLORE_RECORD_OUTPUT || record->kind == EXPLORE_RECORD_STACK)
		*at += record->detail;
	return 1;
}

/* The same, with the stack that is recorded in front of it. */
static int next_record(unsigned long *at, struct explore_record *record, const char **bytes)
{
	stack_size = 0;
	while (next_raw(at, record, bytes)) {
		if (record->kind != EXPLORE_RECORD_STACK)
			return 1;
		stack = *bytes;
		stack_size = record->detail;
	}
	return 0;
}

static int is_code(unsigned long address)
{
	for (unsigned i = 0; i < code_count; i++)
		if (address >= code[i].start && address < code[i].end)
			return 1;
	return 0;
}

/* Where the thread is, and what on its stack may be return addresses. */
static void put_place(const struct explore_record *record)
{
	unsigned callers = 0;

	json_hex("pc", record->pc, 0);
	if (!stack_size)
		return;
	json_open("stack", '[');
	for (unsigned at = 0; at < stack_size && callers < CALLERS_MAX;
		at += sizeof(unsigned long)) {
		unsigned long word = 0;

		for (unsigned i = 0; i < sizeof(word); i++)
			((char *)&word)[i] = stack[at + i];
		if (!is_code(word))
			continue;
		json_hex(0, word, 0);
		callers++;
	}
	json_close(']');
}

static void report_switch(const struct explore_record *record)
{
	/* By the kernel's enum operation_kind. */
	static const char *const why[] = {"event", "event", "event", "event", "yield", "block",
		"exit"};
	const char *name =
		record->detail < sizeof(why) / sizeof(why[0]) ? why[record->detail] : "?";
	unsigned length = 0;

	if (record->detail == 5 && record->word) {
		json_begin("wait");
		json_number("step", record->step);
		json_number("thread", record->thread);
		json_text("kind", "futex", 5);
		json_hex("word", record->word, 0);
		json_end();
	}
	while (name[length])
		length++;
	json_begin("switch");
	json_number("step", record->step);
	json_number("event", record->event);
	json_number("from", record->thread);
	json_number("to", record->other);
	put_place(record);
	json_text("why", name, length);
	json_end();
}

static void report_record(const struct explore_record *record, const char *bytes,
	unsigned long long seed)
{
	switch (record->kind) {
	case EXPLORE_RECORD_THREAD:
		json_begin("thread");
		json_number("step", record->step);
		json_number("thread", record->thread);
		if (record->other != EXPLORE_NO_THREAD)
			json_number("parent", record->other);
		else
			json_text("name", "main", 4);
		json_end();
		break;
	case EXPLORE_RECORD_SWITCH:
		report_switch(record);
		break;
	case EXPLORE_RECORD_WAKE:
		json_begin("wake");
		json_number("step", record->step);
		json_number("thread", record->thread);
		json_number("by", record->other);
		json_end();
		break;
	case EXPLORE_RECORD_OUTPUT:
		json_begin("output");
		json_number("seed", seed);
		json_number("step", record->step);
		json_number("fd", record->other);
		json_text("text", bytes, record->detail);
		json_end();
		break;
	}
}

/* A choice, with who was interrupted where when it was a switch. */
static void report_choice(const struct explore_choice *choice)
{
	struct explore_record record;
	unsigned long at = 0;
	const char *bytes;

	json_begin("choice");
	json_number("event", choice->event);
	json_number("thread", choice->thread);
	json_number("from", choice->from);
	json_number("own", choice->own);
	while (next_record(&at, &record, &bytes)) {
		if (record.kind != EXPLORE_RECORD_SWITCH || record.event != choice->event ||
			record.other != choice->thread)
			continue;
		put_place(&record);
		break;
	}
	json_end();
}

void report_records(long control, const struct explore_run *run, int all)
{
	const struct explore_choice *made = (const struct explore_choice *)(uintptr_t)run->made;
	struct explore_record record;
	unsigned long at = 0;
	const char *bytes;
	long n;

	n = SYSCALL(__NR_read, control, records, RECORDS_SIZE);
	size = n > 0 ? (unsigned long)n : 0;
	while (all && next_record(&at, &record, &bytes))
		report_record(&record, bytes, run->seed);
	for (unsigned i = 0; all && i < run->result.choices && i < run->made_room; i++)
		report_choice(&made[i]);
}

/* --- Results --- */

static void put_verdict(const struct explore_result *result)
{
	json_put("\"verdict\":\"");
	if (result->verdict == EXPLORE_DEADLOCK) {
		json_put("deadlock");
	} else if (result->verdict == EXPLORE_LIVELOCK) {
		json_put("livelock?");
	} else if (result->verdict == EXPLORE_UNSUPPORTED) {
		json_put("unsupported");
	} else if (result->status & 0x7f) {
		json_put("signal:");
		json_put_number((unsigned)result->status & 0x7f);
	} else if (result->status >> 8 & 0xff) {
		json_put("exit:");
		json_put_number((unsigned)result->status >> 8 & 0xff);
	} else {
		json_put("ok");
	}
	json_put("\",");
}

/* Who waits for what, by the records. */
static void put_waiting(void)
{
	struct explore_record record;
	unsigned long at = 0;
	const char *bytes;

	json_open("detail", '{');
	json_open("waiting", '[');
	while (next_record(&at, &record, &bytes)) {
		if (record.kind != EXPLORE_RECORD_STUCK)
			continue;
		json_open(0, '{');
		json_number("thread", record.thread);
		put_place(&record);
		if (record.word)
			json_hex("word", record.word, 0);
		if (record.other != EXPLORE_NO_THREAD)
			json_number("holder", record.other);
		json_close('}');
	}
	json_close(']');
	json_close('}');
}

/* Where a run that was too long was found, most often first. */
static void put_hot(void)
{
	struct explore_record record;
	unsigned long at = 0;
	const char *bytes;

	json_open("detail", '{');
	json_open("hot", '[');
	while (next_record(&at, &record, &bytes)) {
		if (record.kind != EXPLORE_RECORD_HOT)
			continue;
		json_open(0, '{');
		json_hex("pc", record.pc, 0);
		json_number("thread", record.thread);
		json_number("count", record.detail);
		json_close('}');
	}
	json_close(']');
	json_close('}');
}

static unsigned long length_of(const char *text)
{
	unsigned long length = 0;

	while (text[length])
		length++;
	return length;
}

void report_result(const struct explore_run *run)
{
	const struct explore_result *result = &run->result;

	json_begin("result");
	json_number("seed", run->seed);
	put_verdict(result);
	json_hex("hash", result->hash, 16);
	json_number("steps", result->steps);
	json_number("events", result->events);
	json_number("switches", result->switches);
	json_number("threads", result->threads);
	if (result->verdict == EXPLORE_DEADLOCK && run->trace) {
		put_waiting();
	} else if (result->verdict == EXPLORE_LIVELOCK && run->trace) {
		put_hot();
	} else if (result->verdict == EXPLORE_UNSUPPORTED) {
		json_open("detail", '{');
		json_text("what", result->what, length_of(result->what));
		json_close('}');
	} else if (result->verdict == EXPLORE_ENDED && result->status & 0x7f && result->signal) {
		json_open("detail", '{');
		json_hex("address", result->fault_address, 0);
		json_hex("pc", result->fault_pc, 0);
		json_number("thread", (unsigned)result->fault_thread);
		json_close('}');
	}
	json_end();
}
