/* SPDX-License-Identifier: MIT */
/*
 * Reading the job.
 */
#include "job.h"
#include "code.h"
#include "json.h"
#include <lib/number.h>
#include <lib/printf.h>
#include <lib/string.h>
#include <uapi/errno.h>
#include <user.h>
#include <user/protocol.h>
#include <words.h>

#define MESSAGE_SIZE 160

static char job_text[JOB_SIZE_MAX], argument_text[JOB_ARGUMENTS_SIZE];
static char *arguments[JOB_WORDS_MAX + 1], *environment[JOB_WORDS_MAX + 1];
/* Why the job cannot be done, a sentence; or, if that is "", where the error number is from. */
static char reason[MESSAGE_SIZE], place[MESSAGE_SIZE];
struct explore_choice given_choices[EXPLORE_CHOICES_MAX];

struct job job = {
	.first_seed = 1,
	.last_seed = 1,
	.shares = 1,
	.processors = PROCESSORS_DEFAULT,
	.run = {.policy = POLICY_DEFAULT,
		.budget = BUDGET_DEFAULT,
		.late_ms = LATE_DEFAULT,
		.faults = 1u << EXPLORE_FAULT_SPURIOUS,
		.part = 1,
		.parts = 1},
	.folder = "/root",
	.arguments = arguments,
	.environment = environment,
};

int fail(const char *what, long error)
{
	json_begin(LINE_ERROR);
	json_text("text", what);
	json_number("errno", (uint64_t)-error);
	json_end();
	return 2;
}

/* A limit is exceeded: note the reason. Returns -E2BIG. */
static long exceeds(const char *what, unsigned limit, const char *unit)
{
	snprintf(reason, sizeof(reason), LIMIT_EXCEEDED, what, limit, unit);
	return -E2BIG;
}

/* The index of `name` in a list of names; -EINVAL: it is not in there. */
static long index_of(const char *name, const char *const *names, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		if (strcmp(name, names[i]) == 0)
			return i;
	return -EINVAL;
}

static long read_mode(const char *value)
{
	static const char *const names[] = {MODE_EXPLORE, MODE_REPLAY, MODE_SHRINK};
	long mode = index_of(value, names, ARRAY_SIZE(names));

	if (mode < 0)
		return mode;
	job.mode = (enum mode)mode;
	return 0;
}

static long read_events(const char *value)
{
	static const char *const names[EXPLORE_EVENTS_COUNT] = {EXPLORE_EVENTS_NAMES};
	long events = index_of(value, names, ARRAY_SIZE(names));

	if (strcmp(value, EXPLORE_MIX_NAME) == 0)
		events = EXPLORE_EVENTS_MIX;
	if (events < 0)
		snprintf(reason, sizeof(reason), "events %s: one of %s, %s, %s, %s is needed",
			value, EXPLORE_EVENTS_NAMES);
	else
		job.run.events = (uint32_t)events;
	return events < 0 ? events : 0;
}

static long read_memory(const char *value)
{
	static const char *const names[EXPLORE_MEMORY_COUNT] = {EXPLORE_MEMORY_NAMES};
	long memory = index_of(value, names, ARRAY_SIZE(names));

	if (strcmp(value, EXPLORE_MIX_NAME) == 0)
		memory = EXPLORE_MEMORY_MIX;
	if (memory < 0)
		snprintf(reason, sizeof(reason), "memory %s: one of %s, %s, %s is needed", value,
			EXPLORE_MEMORY_NAMES);
	else
		job.run.memory = (uint32_t)memory;
	return memory < 0 ? memory : 0;
}

static long read_number(const char *value, uint64_t *number)
{
	return number_read(&value, 10, number) && !*value ? 0 : -EINVAL;
}

static long read_processors(const char *value)
{
	uint64_t number;

	if (read_number(value, &number) == 0 && number && number <= EXPLORE_PROCESSORS_MAX) {
		job.processors = (uint32_t)number;
		return 0;
	}
	snprintf(reason, sizeof(reason), "processors %s: 1 to %u are possible", value,
		(unsigned)EXPLORE_PROCESSORS_MAX);
	return -EINVAL;
}

static long read_seeds(const char *value)
{
	if (!number_read(&value, 10, &job.first_seed) || strncmp(value, "..", 2) != 0)
		return -EINVAL;
	return read_number(value + 2, &job.last_seed);
}

static long read_share(const char *value)
{
	long error;

	if (!number_read(&value, 10, &job.share) || *value++ != '/')
		return -EINVAL;
	error = read_number(value, &job.shares);
	return error || job.share < job.shares ? error : -EINVAL;
}

static long read_faults(const char *value)
{
	static const char *const names[EXPLORE_FAULTS_COUNT] = {EXPLORE_FAULTS_NAMES};

	job.run.faults = 0;
	while (*value) {
		const char *end = strchr(value, ',');
		size_t length = end ? (size_t)(end - value) : strlen(value);
		char name[MESSAGE_SIZE];
		long fault;

		strlcpy(name, value, MIN(length + 1, sizeof(name)));
		fault = index_of(name, names, EXPLORE_FAULTS_COUNT);
		if (fault < 0)
			return fault;
		job.run.faults |= 1u << fault;
		value += length;
		value += *value == ',';
	}
	return 0;
}

static long read_late(const char *value)
{
	uint64_t number = 0;
	long error = read_number(value, &number);

	job.run.late_ms = (uint32_t)number;
	return number > LATE_MAX ? -EINVAL : error;
}

static long read_part(const char *value)
{
	uint64_t part, parts;

	if (!number_read(&value, 10, &part) || *value++ != '/' || read_number(value, &parts) ||
		!part || part > parts || parts > UINT32_MAX)
		return -EINVAL;
	job.run.part = (uint32_t)part;
	job.run.parts = (uint32_t)parts;
	return 0;
}

static long read_flag(const char *value, bool *flag)
{
	uint64_t number = 0;
	long error = read_number(value, &number);

	*flag = number;
	return error;
}

/* The kernel checks the policy. It refuses the dots that end a text it has no room for. */
static long read_policy(const char *value)
{
	static const char dots[] = "...";
	char *policy = job.run.policy;
	size_t size = sizeof(job.run.policy);

	if (strlcpy(policy, value, size) >= size)
		strlcpy(policy + size - sizeof(dots), dots, sizeof(dots));
	return 0;
}

/* Read the name of a choice's kind, if it is not a switch. Returns what is behind it. */
static const char *read_kind(const char *value, uint32_t *kind)
{
	static const char *const names[EXPLORE_CHOICE_KINDS] = {EXPLORE_CHOICE_NAMES};

	*kind = EXPLORE_CHOICE_SWITCH;
	for (uint32_t i = EXPLORE_CHOICE_SWITCH + 1; i < EXPLORE_CHOICE_KINDS; i++) {
		size_t length = strlen(names[i]);

		if (strncmp(value, names[i], length) || value[length] != ' ')
			continue;
		*kind = i;
		return value + length + 1;
	}
	return value;
}

static long read_choice(const char *value)
{
	struct explore_choice *choice = &given_choices[job.run.given_count];
	uint64_t numbers[4] = {0};
	unsigned least;

	if (job.run.given_count == EXPLORE_CHOICES_MAX)
		return exceeds("the schedule", EXPLORE_CHOICES_MAX, "choices");
	value = read_kind(value, &choice->kind);
	least = choice->kind == EXPLORE_CHOICE_SWITCH ? 3 : 4;
	for (unsigned i = 0; i < ARRAY_SIZE(numbers) && (i < least || *value); i++) {
		value += i && *value == ' ';
		if (!number_read(&value, 10, &numbers[i]) || numbers[i] > UINT32_MAX)
			return -EINVAL;
	}
	choice->value = (uint32_t)numbers[0];
	choice->from = (uint32_t)numbers[1];
	choice->own = (uint32_t)numbers[2];
	choice->order = (uint32_t)numbers[3];
	job.run.given_count++;
	return *value ? -EINVAL : 0;
}

static long add_variable(char *value)
{
	static unsigned count;

	if (count == JOB_WORDS_MAX)
		return exceeds("the environment", JOB_WORDS_MAX, "variables");
	environment[count++] = value;
	return 0;
}

/* 0 or -errno; -EINVAL also when there is no such setting. */
static long read_word(char *word)
{
	char *value;
	long error;

	if ((value = word_value(word, JOB_ENV)))
		return add_variable(value);
	if ((value = word_value(word, JOB_CHOICE)))
		return read_choice(value);
	if ((value = word_value(word, JOB_POLICY)))
		return read_policy(value);
	if ((value = word_value(word, JOB_EVENTS)))
		return read_events(value);
	if ((value = word_value(word, JOB_MEMORY)))
		return read_memory(value);
	if ((value = word_value(word, JOB_BUDGET)))
		return read_number(value, &job.run.budget);
	if ((value = word_value(word, JOB_FAULTS)))
		return read_faults(value);
	if ((value = word_value(word, JOB_LATE)))
		return read_late(value);
	if ((value = word_value(word, JOB_PROCESSORS)))
		return read_processors(value);
	if ((value = word_value(word, JOB_MODE)))
		return read_mode(value);
	if ((value = word_value(word, JOB_SEEDS)))
		return read_seeds(value);
	if ((value = word_value(word, JOB_SHARE)))
		return read_share(value);
	if ((value = word_value(word, JOB_PART)))
		return read_part(value);
	if ((value = word_value(word, JOB_STOP_FIRST)))
		return read_flag(value, &job.stop_first);
	if ((value = word_value(word, JOB_BRIEF)))
		return read_flag(value, &job.brief);
	if ((value = word_value(word, JOB_PROGRAM)))
		job.program = value;
	else if ((value = word_value(word, JOB_FOLDER)))
		job.folder = value;
	else if ((error = code_read_word(word)) == -E2BIG)
		return exceeds("the list of libraries", JOB_LIBRARIES_MAX, "libraries");
	else
		return error;
	return 0;
}

/* 0 or -errno, and then perhaps a reason. */
static long check_version(const char *value)
{
	uint64_t version = 0;

	if (value)
		number_read(&value, 10, &version);
	if (version == PROTOCOL_VERSION)
		return 0;
	snprintf(reason, sizeof(reason), PROTOCOL_MISMATCH, (unsigned long long)version,
		(unsigned long long)PROTOCOL_VERSION);
	return -EPROTO;
}

static long read_settings(void)
{
	long size = file_read(JOB_PATH, job_text, sizeof(job_text)), error;
	char *end, *word;

	if (size == -EFBIG)
		return exceeds("the job", JOB_SIZE_MAX - 1, "bytes");
	if (size < 0) {
		strlcpy(place, JOB_PATH, sizeof(place));
		return size;
	}
	end = job_text + size;
	word = word_first(job_text, end);
	error = check_version(word ? word_value(word, JOB_VERSION) : NULL);
	while (!error && (word = word_next(word, end))) {
		error = read_word(word);
		if (error && !*reason)
			snprintf(place, sizeof(place), "in the job, \"%s\"", word);
	}
	return error;
}

/* Choices about stores that wait mean nothing if none does. */
static long check_choices(void)
{
	for (uint32_t i = 0; i < job.run.given_count && job.run.memory == EXPLORE_SC; i++) {
		uint32_t kind = given_choices[i].kind;

		if (kind != EXPLORE_CHOICE_HOLD && kind != EXPLORE_CHOICE_DRAIN)
			continue;
		strlcpy(reason, "the choices need --memory tso or --memory weak", sizeof(reason));
		return -EINVAL;
	}
	return 0;
}

static long read_arguments(void)
{
	long count = words_read(JOB_ARGUMENTS_PATH, argument_text, sizeof(argument_text), arguments,
		JOB_WORDS_MAX);

	if (count > 0)
		return 0;
	if (count == -EFBIG)
		return exceeds("the command line", JOB_ARGUMENTS_SIZE - 1, "bytes");
	if (count == -E2BIG)
		return exceeds("the command line", JOB_WORDS_MAX, "words");
	strlcpy(place, JOB_ARGUMENTS_PATH, sizeof(place));
	return count ? count : -ENOENT;
}

bool job_read(void)
{
	long error = read_settings();

	if (!error)
		error = check_choices();
	if (!error)
		error = read_arguments();
	if (error)
		fail(*reason ? reason : place, *reason ? 0 : error);
	else if (!job.program)
		job.program = arguments[0];
	return !error;
}
