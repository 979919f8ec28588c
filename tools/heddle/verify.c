/* SPDX-License-Identifier: MIT */
/*
 * `heddle verify`: run the same schedule in several machines at a time, alone and after others.
 */
#include "commands.h"
#include "findings.h"
#include "json_bytes.h"
#include "single.h"
#include <stdlib.h>
#include <string.h>
#include <user/protocol.h>

#define RUNS   4
#define BEFORE 8 /* schedules that run first in the last machine */

static const char verify_doc[] =
	"Check that a schedule of the program PROG is reproducible.\v"
	"Runs it four times in parallel virtual machines: twice with tracing, once alone, once"
	" after other schedules. The verdict, the output and the hash over all switches, steps,"
	" results of system calls and output must be the same.\n\n"
	"The exit status is 0 if they are, 1 if they differ, and 2 if the schedule could not be"
	" run.";

static const char *const run_names[RUNS] = {"traced", "traced again", "alone", "after others"};

struct run {
	uint64_t seed;
	json_t *result;
	struct text output;
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
	(void)argument;
	if (key != ARGP_KEY_INIT)
		return ARGP_ERR_UNKNOWN;
	state->child_inputs[0] = state->input;
	return 0;
}

static void take(struct guest *guest, const json_t *line)
{
	struct run *run = guest->context;

	if (line_number(line, "seed") != run->seed && guest->tally.has_schedules)
		return;
	if (strcmp(line_text(line, "type"), LINE_OUTPUT) == 0) {
		size_t size;
		char *bytes = json_bytes_of(json_object_get(line, "text"), &size);

		text_addf(&run->output, "%ju", (uintmax_t)line_number(line, "fd"));
		text_add(&run->output, bytes, size);
		free(bytes);
	} else if (strcmp(line_text(line, "type"), LINE_RESULT) == 0) {
		json_decref(run->result);
		run->result = json_incref((json_t *)line);
	}
}

/* True: all results have arrived. */
static bool run_all(struct single *single, struct run *runs)
{
	struct guest guests[RUNS] = {0};
	bool complete;
	uint64_t first = single->seed > BEFORE ? single->seed - BEFORE : 0;

	for (size_t i = 0; i < RUNS; i++) {
		runs[i].seed = single->seed;
		guests[i].context = &runs[i];
		if (i < 2) {
			single_add_job(single, &guests[i]);
			continue;
		}
		guest_add_seeds(&guests[i], MODE_EXPLORE, i == 3 ? first : single->seed,
			single->seed);
		explorer_add_policy(&single->explorer, &guests[i].job);
	}
	guests_run(&single->explorer, guests, RUNS, take, NULL, NULL);
	complete = guests_are_complete(guests, RUNS);
	for (size_t i = 0; i < RUNS; i++)
		free(guests[i].job.data);
	return complete;
}

static bool same(const struct run *a, const struct run *b, bool with_output)
{
	static const char *const texts[] = {"verdict", "hash"};
	static const char *const numbers[] = {"steps", "switches", "events"};

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		if (strcmp(line_text(a->result, texts[i]), line_text(b->result, texts[i])) != 0)
			return false;
	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++)
		if (line_number(a->result, numbers[i]) != line_number(b->result, numbers[i]))
			return false;
	return !with_output || (a->output.length == b->output.length &&
				       (!a->output.length || !memcmp(a->output.data, b->output.data,
								     a->output.length)));
}

int command_verify(int argc, char **argv)
{
	static const struct argp_child children[] = {{.argp = &single_argp}, {0}};
	static const struct argp argp = {.parser = parse,
		.args_doc = "PROG [ARG...]",
		.doc = verify_doc,
		.children = children};
	static struct single single;
	struct run runs[RUNS] = {0};
	bool all_same = true, complete;

	argp_err_exit_status = EXIT_USAGE;
	argp_parse(&argp, argc, argv, ARGP_IN_ORDER, NULL, &single);
	single_open(&single);
	complete = run_all(&single, runs);
	for (size_t i = 0; i < RUNS; i++) {
		if (!runs[i].result)
			die("the machine returned no result");
		all_same &= same(&runs[0], &runs[i], i == 1);
		printf("%-12s  %s, schedule %s, %ju steps, %ju switches\n", run_names[i],
			line_text(runs[i].result, "verdict"), line_text(runs[i].result, "hash"),
			(uintmax_t)line_number(runs[i].result, "steps"),
			(uintmax_t)line_number(runs[i].result, "switches"));
	}
	puts(all_same ? "the same each time" : "NOT the same each time");
	for (size_t i = 0; i < RUNS; i++) {
		json_decref(runs[i].result);
		free(runs[i].output.data);
	}
	single_close(&single);
	if (!complete)
		return EXIT_USAGE;
	return all_same ? EXIT_NOTHING : EXIT_FOUND;
}
