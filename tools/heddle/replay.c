/* SPDX-License-Identifier: MIT */
/*
 * `heddle replay`: re-run one schedule. With `--gdb` it runs twice: the first run finds out what
 * the schedule's switches will be, and the second one is under GDB.
 */
#include "commands.h"
#include "debugger.h"
#include "findings.h"
#include "json_bytes.h"
#include "single.h"
#include "trace.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <user/protocol.h>

static const char replay_doc[] =
	"Re-run one thread schedule of the program PROG, as `heddle explore` ran it.\v"
	"With the same options, the schedule is the same, step by step. The program's output is"
	" passed on; then the outcome of the schedule is printed to standard error.\n\n"
	"The exit status is 0 if the schedule did not fail, 1 if it failed, and 2 if it could not"
	" be run.";

enum { KEY_TRACE = 0x100, KEY_GDB, KEY_SERVER };

static const struct argp_option options[] = {
	{"trace", KEY_TRACE, "FILE", 0,
		"write what the threads did to FILE, which ui.perfetto.dev can display", 0},
	{"gdb", KEY_GDB, NULL, 0,
		"run the schedule under GDB, stopped where it begins; GDB's command `help heddle`"
		" lists the additional commands",
		0},
	{"commands", 'x', "FILE", 0, "do as --gdb, and let GDB first execute the commands in FILE",
		0},
	{"gdb-server", KEY_SERVER, NULL, 0,
		"print the command that starts GDB, and wait for GDB to connect", 0},
	{0}};

struct replay {
	struct single single;
	const char *trace_path;
	struct trace trace;
	bool gdb;
	struct debugger debugger;
	bool quiet;
	bool incomplete; /* results are missing */
	json_t *switches;
	json_t *result;
	/* With GDB. */
	char *hash;     /* of the schedule without GDB */
	size_t outputs; /* "output" lines received */
	bool is_reported;
	int status; /* EXIT_NOTHING if GDB ended before the schedule */
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
	case KEY_SERVER:
		replay->debugger.server = true;
		replay->gdb = true;
		return 0;
	case 'x':
		replay->debugger.commands = argument;
		replay->gdb = true;
		return 0;
	case KEY_GDB:
		replay->gdb = true;
		return 0;
	case ARGP_KEY_END:
		if (replay->gdb && replay->trace_path)
			argp_error(state, "--trace and --gdb cannot be combined");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* Under GDB all output arrives at the end; GDB has shown most of it whenever it stopped. */
static void take_output(struct replay *replay, const struct guest *guest, const json_t *line)
{
	int fd = line_number(line, "fd") == 2 ? 2 : 1, error;
	size_t size;
	char *bytes;

	if (guest->gdb && replay->outputs++ < debugger_shown(&replay->debugger))
		return;
	bytes = json_bytes_of(json_object_get(line, "text"), &size);
	error = write_fully(fd, bytes, size);
	if (error && fd == 1)
		die("standard output: %s", strerror(-error));
	free(bytes);
}

static void take(struct guest *guest, const json_t *line)
{
	struct replay *replay = guest->context;
	const char *type = line_text(line, "type");

	if (replay->trace_path)
		trace_add(&replay->trace, line);
	if (strcmp(type, LINE_OUTPUT) == 0 && !replay->quiet) {
		take_output(replay, guest, line);
	} else if (strcmp(type, LINE_SWITCH) == 0) {
		json_array_append(replay->switches, (json_t *)line);
	} else if (strcmp(type, LINE_RESULT) == 0) {
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

static void run(struct replay *replay, struct guest *guest, bool (*tick)(void *context))
{
	single_add_job(&replay->single, guest);
	guests_run(&replay->single.explorer, guest, 1, take, tick, guest);
	replay->incomplete |= !guests_are_complete(guest, 1);
	free(guest->job.data);
	guest->job = (struct text){0};
}

/* Say how the schedule ended; the command's status. */
static int report(struct replay *replay)
{
	if (!replay->result)
		die("the machine returned no result");
	if (replay->trace_path)
		write_trace(replay);
	single_report(&replay->single, replay->result);
	return verdict_is_failure(line_text(replay->result, "verdict")) ? EXIT_FOUND : EXIT_NOTHING;
}

/* --- GDB --- */

static bool watch_gdb(void *context)
{
	struct guest *guest = context;
	struct replay *replay = guest->context;

	if (guest->gdb && replay->result && !replay->is_reported) {
		replay->is_reported = true;
		replay->status = report(replay);
		if (strcmp(line_text(replay->result, "hash"), replay->hash) != 0)
			warn("this is not the schedule that ran without GDB, which was %s",
				replay->hash);
		debugger_has_report(&replay->debugger);
	}
	return !debugger_has_ended(&replay->debugger);
}

static int debug(struct replay *replay, struct guest *guest)
{
	debugger_open(&replay->debugger);
	replay->quiet = true;
	guest->record = replay->debugger.record;
	run(replay, guest, watch_gdb);
	replay->quiet = false;
	if (!replay->result) {
		debugger_close(&replay->debugger);
		die("the machine returned no result");
	}
	replay->debugger.single = !guest->tally.has_schedules;
	replay->hash = xstrdup(line_text(replay->result, "hash"));
	json_decref(replay->result);
	replay->result = NULL;
	*guest = (struct guest){
		.context = replay,
		.record = replay->debugger.record,
		.gdb = replay->debugger.listener,
	};
	debugger_start(&replay->debugger, &replay->single.explorer, replay->switches);
	run(replay, guest, watch_gdb);
	if (!debugger_close(&replay->debugger))
		replay->status = EXIT_USAGE;
	free(replay->hash);
	return replay->status;
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
	int status;

	argp_err_exit_status = EXIT_USAGE;
	argp_parse(&argp, argc, argv, ARGP_IN_ORDER, NULL, &replay);
	single_open(&replay.single);
	replay.switches = json_array();
	if (replay.gdb) {
		status = debug(&replay, &guest);
	} else {
		run(&replay, &guest, NULL);
		status = report(&replay);
	}
	json_decref(replay.result);
	json_decref(replay.switches);
	single_close(&replay.single);
	return replay.incomplete ? EXIT_USAGE : status;
}
