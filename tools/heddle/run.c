/* SPDX-License-Identifier: MIT */
/*
 * `heddle run`: a program in a machine of its own, as if it ran here.
 */
#include "attach.h"
#include "commands.h"
#include "job.h"
#include "options.h"
#include "terminal.h"
#include "util.h"
#include <argp.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <user/protocol.h>

static const char run_doc[] =
	"Run the Linux program PROG in a virtual machine, and exit with its status.\v"
	"The interpreter and the libraries that PROG needs are found as ld.so(8) finds them and put"
	" into the machine. PROG has the same path there and starts in the current folder."
	" If standard input and standard output are terminals, PROG has a terminal of its own;"
	" Ctrl-] then ends the machine.\n\n"
	"The exit status is the program's, or 128+N if signal N ended it."
	" It is 125 if the machine could not be started or ended before the program,"
	" 126 if PROG cannot be executed, and 127 if PROG or something it needs was not found.";

static struct job job;

static const struct argp_child children[] = {{.argp = &job_argp}, {0}};

static const struct argp_option options[] =
	{{"cpus", 'c', "N", 0, "give the machine N processors, 1 to 8 (default: 1)", 0}, {0}};

static error_t parse(int key, char *argument, struct argp_state *state)
{
	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &job;
		return 0;
	case 'c':
		job.cpus = (unsigned)parse_number(state, "--cpus", argument, 1, CPUS_MAX);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static void set_job(const struct streams *streams)
{
	struct text words = {0};
	unsigned rows, columns;

	terminal_size(1, &rows, &columns);
	job_begin(&job, &words);
	job_add_word(&words, JOB_STREAMS "%s", streams->kinds);
	job_add_word(&words, JOB_ROWS "%u", rows);
	job_add_word(&words, JOB_COLUMNS "%u", columns);
	job_set(&job, &words);
	free(words.data);
}

int command_run(int argc, char **argv)
{
	static const struct argp argp = {.options = options,
		.parser = parse,
		.args_doc = "PROG [ARG...]",
		.doc = run_doc,
		.children = children};
	struct machine machine;
	struct machine_options start;
	struct streams streams;
	const char *words = getenv("HEDDLE_WORDS");

	die_status = argp_err_exit_status = EXIT_RUN_FAILED;
	argp_parse(&argp, argc, argv, ARGP_IN_ORDER, NULL, &job);
	job_collect(&job);
	streams_examine(&streams);
	set_job(&streams);
	job_add_init(&job, "runner");
	job_make_machine(&job, &start);
	job_free(&job);
	start.words = xasprintf("quiet %s", words ? words : "");
	machine_start(&machine, &start);
	attach_catch_signals(&machine);
	return attach(&machine, &streams, job.program[0]);
}
