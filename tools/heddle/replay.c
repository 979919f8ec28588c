/* SPDX-License-Identifier: MIT */
/*
 * `heddle replay`: one schedule again, the same each time.
 */
#include "commands.h"
#include "findings.h"
#include "single.h"
#include "trace.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char replay_doc[] =
	"Run the program PROG under one thread schedule that `heddle explore` has tried."
	"\vGiven the same options the same happens, step by step. The program's output is passed "
	"on, then "
	"standard error says how it ended. The exit status is 0 when it did not fail, 1 when it "
	"did, 2 "
	"when it could not be run.";

enum { KEY_TRACE = 0x100 };

static const struct argp_option options[] =
	{{"trace", KEY_TRACE, "FILE", 0, "write what the threads did, for ui.perfetto.dev", 0},
		{0}};

struct replay {
	struct single single;
	const char *trace_path;
	struct trace trace;
	json_t *result;
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct replay *replay = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &replay->single;
		return 0;
	case KEY_TRACE:
		replay->trace_path = argument;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static void take(struct guest *guest, const json_t *line)
{
	struct replay *replay = guest->context;
	const char *type = line_text(line, "type");

	if (replay->trace_path)
		trace_add(&replay->trace, line);
	if (strcmp(type, "output") == 0) {
		size_t size;
		char *bytes = output_bytes(line, &size);

		write_fully(line_number(line, "fd") == 2 ? 2 : 1, bytes, size);
		free(bytes);
	} else if (strcmp(type, "result") == 0) {
		json_decref(replay->result);
		replay->result = json_incref((json_t *)line);
	}
}

static void write_trace(struct replay *replay)
{
	json_t *json = trace_to_json(&replay->trace, replay->single.explorer.symbols,
		replay->single.explorer.job.program[0]);

	if (json_dump_file(json, replay->trace_path, JSON_COMPACT))
		die("%s: cannot be written", replay->trace_path);
	json_decref(json);
	trace_free(&replay->trace);
}

int command_replay(int argc, char **argv)
{
	static const struct argp_child children[] = {{.argp = &single_argp}, {0}};
	static const struct argp argp = {.options = options,
		.parser = parse,
		.args_doc = "PROG [ARG...]",
		.doc = replay_doc,
		.children = children};
	static struct replay replay;
	struct guest guest = {.context = &replay};
	bool failed;

	argp_err_exit_status = EXIT_USAGE;
	argp_parse(&argp, argc, argv, ARGP_IN_ORDER, NULL, &replay);
	single_open(&replay.single);
	single_add_job(&replay.single, &guest.job);
	guests_run(&replay.single.explorer, &guest, 1, take, NULL, NULL);
	free(guest.job.data);
	if (!replay.result)
		die("the machine gave no result");
	if (replay.trace_path)
		write_trace(&replay);
	single_report(&replay.single, replay.result);
	failed = verdict_is_failure(line_text(replay.result, "verdict"));
	json_decref(replay.result);
	single_close(&replay.single);
	return failed ? EXIT_FOUND : EXIT_NOTHING;
}
