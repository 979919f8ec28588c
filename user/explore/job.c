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

#define JOB_SIZE      (1u << 20)
#define ARGUMENT_SIZE 262144
#define WORDS_MAX     8192
#define MESSAGE_SIZE  160

static char job_text[JOB_SIZE], argument_text[ARGUMENT_SIZE];
static char *arguments[WORDS_MAX + 1], *environment[WORDS_MAX + 1];
static char reason[MESSAGE_SIZE]; /* why the job cannot be done; "": see the setting */
struct explore_choice given_choices[EXPLORE_CHOICES_MAX];

struct job job = {
	.first_seed = 1,
	.last_seed = 1,
	.run = {.policy = POLICY_DEFAULT, .budget = BUDGET_DEFAULT},
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

	if (events < 0)
		snprintf(reason, sizeof(reason), "events %s: one of %s, %s, %s, %s is needed",
			value, EXPLORE_EVENTS_NAMES);
	else
		job.run.events = (uint32_t)events;
	return events < 0 ? events : 0;
}

static long read_number(const char *value, uint64_t *number)
{
	return number_read(&value, 10, number) && !*value ? 0 : -EINVAL;
}

static long read_seeds(const char *value)
{
	if (!number_read(&value, 10, &job.first_seed) || strncmp(value, "..", 2) != 0)
		return -EINVAL;
	return read_number(value + 2, &job.last_seed);
}

static long read_stop_first(const char *value)
{
	uint64_t number = 0;
	long error = read_number(value, &number);

	job.stop_first = number;
	return error;
}

/* The kernel checks the policy, if it has room for the name. */
static long read_policy(const char *value)
{
	if (strlcpy(job.run.policy, value, sizeof(job.run.policy)) < sizeof(job.run.policy))
		return 0;
	snprintf(reason, sizeof(reason), "policy %s: there is no such policy", value);
	return -EINVAL;
}

static long read_choice(const char *value)
{
	struct explore_choice *choice = &given_choices[job.run.given_count];
	uint64_t numbers[3];

	if (job.run.given_count == EXPLORE_CHOICES_MAX)
		return -E2BIG;
	for (unsigned i = 0; i < ARRAY_SIZE(numbers); i++) {
		value += i && *value == ' ';
		if (!number_read(&value, 10, &numbers[i]) || numbers[i] > UINT32_MAX)
			return -EINVAL;
	}
	choice->thread = (uint32_t)numbers[0];
	choice->from = (uint32_t)numbers[1];
	choice->own = (uint32_t)numbers[2];
	job.run.given_count++;
	return *value ? -EINVAL : 0;
}

static long add_variable(char *value)
{
	static unsigned count;

	if (count == WORDS_MAX)
		return -E2BIG;
	environment[count++] = value;
	return 0;
}

/* 0 or -errno; -EINVAL also when there is no such setting. */
static long read_word(char *word)
{
	char *value;

	if ((value = word_value(word, JOB_ENV)))
		return add_variable(value);
	if ((value = word_value(word, JOB_CHOICE)))
		return read_choice(value);
	if ((value = word_value(word, JOB_POLICY)))
		return read_policy(value);
	if ((value = word_value(word, JOB_EVENTS)))
		return read_events(value);
	if ((value = word_value(word, JOB_BUDGET)))
		return read_number(value, &job.run.budget);
	if ((value = word_value(word, JOB_MODE)))
		return read_mode(value);
	if ((value = word_value(word, JOB_SEEDS)))
		return read_seeds(value);
	if ((value = word_value(word, JOB_STOP_FIRST)))
		return read_stop_first(value);
	if ((value = word_value(word, JOB_PROGRAM)))
		job.program = value;
	else if ((value = word_value(word, JOB_FOLDER)))
		job.folder = value;
	else
		return code_read_word(word);
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
	char *end = job_text + size, *word;

	if (size < 0) {
		strlcpy(reason, JOB_PATH, sizeof(reason));
		return size;
	}
	word = word_first(job_text, end);
	error = check_version(word ? word_value(word, JOB_VERSION) : NULL);
	while (!error && (word = word_next(word, end))) {
		error = read_word(word);
		if (error < 0 && !*reason)
			snprintf(reason, sizeof(reason), "in the job, \"%s\"", word);
	}
	return error;
}

static long read_arguments(void)
{
	long count = words_read(JOB_ARGUMENTS_PATH, argument_text, sizeof(argument_text), arguments,
		WORDS_MAX);

	if (count > 0)
		return 0;
	strlcpy(reason, JOB_ARGUMENTS_PATH, sizeof(reason));
	return count ? count : -ENOENT;
}

bool job_read(void)
{
	long error = read_settings();

	if (!error)
		error = read_arguments();
	if (error)
		fail(reason, error);
	else if (!job.program)
		job.program = arguments[0];
	return !error;
}
