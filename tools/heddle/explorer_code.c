/* SPDX-License-Identifier: MIT */
/*
 * The part of an exploring job that describes code.
 */
#include "explorer.h"
#include "needs.h"
#include "util.h"
#include <string.h>
#include <user/protocol.h>

/* The words of a job about code, and how many there are of each kind. */
struct code_words {
	struct text *words;
	size_t ranges, calls;
};

static void add_own_code(void *context, uint64_t start, uint64_t end)
{
	struct code_words *code = context;

	if (code->ranges++ < EXPLORE_RANGES_MAX)
		job_add_word(code->words, JOB_APP "%jx %jx", (uintmax_t)start, (uintmax_t)end);
}

static void add_entry(void *context, const struct explore_call *call)
{
	struct code_words *code = context;
	char result[24] = "";

	if (code->calls++ >= EXPLORE_RANGES_MAX)
		return;
	if (call->result != EXPLORE_NO_RESULT)
		snprintf(result, sizeof(result), " %jx", (uintmax_t)call->result);
	job_add_word(code->words, JOB_CALL "%jx %jx %x %x%s", (uintmax_t)call->start,
		(uintmax_t)call->end, call->kind, call->group, result);
}

/* More than fits into a job is left out, with a warning. */
static void warn_of_limits(const struct code_words *code)
{
	if (code->ranges > EXPLORE_RANGES_MAX)
		warn("the program's own code has %zu parts: accesses in all but the first %d are"
		     " no events",
			code->ranges, EXPLORE_RANGES_MAX);
	if (code->calls > EXPLORE_RANGES_MAX)
		warn("there are %zu lock functions: calls of all but the first %d are no events",
			code->calls, EXPLORE_RANGES_MAX);
}

void explorer_describe_code(struct explorer *explorer, struct text *words)
{
	struct code_words code = {.words = words};
	size_t count = 0;

	symbols_own_code(explorer->symbols, add_own_code, &code);
	symbols_entries(explorer->symbols, NULL, add_entry, &code);
	if (words->length)
		job_add_word(words, JOB_BASE "%jx",
			(uintmax_t)symbols_base(explorer->symbols, NULL));
	for (size_t i = 0; i < explorer->job.needs.library_count; i++) {
		const struct needed *library = &explorer->job.needs.libraries[i];
		const char *name = strrchr(library->guest, '/');

		if (!name || (strncmp(name, "/libc.", 6) && strncmp(name, "/ld-musl-", 9) &&
				     strncmp(name, "/libpthread", 11)))
			continue;
		if (count++ == JOB_LIBRARIES_MAX)
			die(LIMIT_EXCEEDED, "the list of libraries", JOB_LIBRARIES_MAX,
				"libraries");
		job_add_word(words, JOB_LIBRARY "%jx %s",
			(uintmax_t)symbols_base(explorer->symbols, library->host), library->guest);
		symbols_entries(explorer->symbols, library->host, add_entry, &code);
	}
	warn_of_limits(&code);
}
