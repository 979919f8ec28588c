/* SPDX-License-Identifier: MIT */
/*
 * `heddle run`: a program in a machine of its own, as if it ran here.
 */
#include "attach.h"
#include "commands.h"
#include "job.h"
#include "terminal.h"
#include "util.h"
#include <argp.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char run_doc[] =
	"Run the Linux program PROG in a virtual machine, and exit with its status."
	"\vPROG's interpreter and libraries are taken along, found as ld.so(8) finds them; it has "
	"the "
	"same path in the machine and starts in the same folder. When standard input and output "
	"are "
	"terminals it has a terminal of its own, and Ctrl-] ends the machine.\n\n"
	"The exit status is the program's, 128+N when signal N ended it; 125 when the machine "
	"could not "
	"be started or ended too early, 126 when PROG cannot be executed, 127 when it, or "
	"something "
	"that it needs, is not there.";

static struct job job;

static const struct argp_child children[] = {{.argp = &job_argp}, {0}};

static error_t parse(int key, char *argument, struct argp_state *state)
{
	(void)argument;
	if (key == ARGP_KEY_INIT)
		state->child_inputs[0] = &job;
	return key == ARGP_KEY_INIT ? 0 : ARGP_ERR_UNKNOWN;
}

/* The /etc/channel of user/channel.h. */
static void add_channel(const struct streams *streams)
{
	struct text words = {0};
	unsigned rows, columns;

	terminal_size(1, &rows, &columns);
	job_add_settings(&job, &words, "=");
	text_addf(&words, "streams=%s%crows=%u%ccolumns=%u%c", streams->kinds, 0, rows, 0, columns,
		0);
	ramdisk_add_data(job.disk, "/etc/channel", 0644, words.data, words.length);
	free(words.data);
}

int command_run(int argc, char **argv)
{
	static const struct argp argp = {.parser = parse,
		.args_doc = "PROG [ARG...]",
		.doc = run_doc,
		.children = children};
	struct machine machine;
	struct machine_options options;
	struct streams streams;
	const char *words = getenv("HEDDLE_WORDS");

	die_status = argp_err_exit_status = EXIT_RUN_FAILED;
	argp_parse(&argp, argc, argv, ARGP_IN_ORDER, NULL, &job);
	job_collect(&job);
	streams_examine(&streams);
	add_channel(&streams);
	job_add_init(&job, "runner");
	job_make_machine(&job, &options);
	job_free(&job);
	options.words = xasprintf("quiet %s", words ? words : "");
	machine_start(&machine, &options);
	attach_catch_signals(&machine);
	return attach(&machine, &streams, job.program[0]);
}
