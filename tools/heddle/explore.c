/* SPDX-License-Identifier: MIT */
/*
 * `heddle explore`: run a program under many schedules, in several machines at a time.
 */
#include "build.h"
#include "commands.h"
#include "explorer.h"
#include "findings.h"
#include "json_bytes.h"
#include "options.h"
#include "util.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <user/protocol.h>

#define SEED_LAST_DEFAULT 1000

static const char explore_doc[] =
	"Run the program PROG under many thread schedules and report those that fail.\v"
	"Each seed, a number, selects one schedule: an order in which the program's threads run."
	" A schedule fails if the program exits with a status other than 0, is killed by a signal,"
	" deadlocks, or does not end within its budget (livelock?)."
	" Failures are grouped by kind. Each kind is shown with the command that replays its first"
	" schedule.\n\n"
	"The exit status is 0 if no schedule failed, 1 if one failed, and 2 if the schedules could"
	" not be run.";

enum { KEY_STOP = 0x100, KEY_JSON };

static const struct argp_option options[] =
	{{"seeds", 's', "FIRST..LAST", 0, "run the schedules of these seeds (default: 1..1000)", 0},
		{"stop-first", KEY_STOP, NULL, 0, "stop at the failure with the lowest seed", 0},
		{"jobs", 'j', "N", 0,
			"run N virtual machines at a time (default: one per processor)", 0},
		{"json", KEY_JSON, "FILE", 0,
			"write the findings to FILE as JSON (-: standard output)", 0},
		{0}};

struct exploration {
	struct explorer explorer;
	struct seed_range seeds;
	bool stop_first;
	unsigned jobs;
	const char *json;

	struct guest guests[MACHINES_MAX];
	struct findings parts[MACHINES_MAX]; /* one for each guest, in the order of the seeds */
	struct findings all;
	bool incomplete; /* results are missing */
	char *words;
	char *build; /* of the kernel and the program, for --json */
	struct timespec start;
	double shown; /* when the progress was shown last, in seconds from the start */
	bool progress;
};

static struct exploration exploration;

/* One machine per processor. */
static unsigned jobs_default(void)
{
	long count = sysconf(_SC_NPROCESSORS_ONLN);

	return count < 1 ? 1 : count > MACHINES_MAX ? MACHINES_MAX : (unsigned)count;
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct exploration *e = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &e->explorer;
		e->seeds = (struct seed_range){1, SEED_LAST_DEFAULT};
		e->jobs = jobs_default();
		return 0;
	case 's':
		e->seeds = parse_seeds(state, argument);
		return 0;
	case KEY_STOP:
		e->stop_first = true;
		return 0;
	case 'j':
		e->jobs = (unsigned)parse_number(state, "--jobs", argument, 1, MACHINES_MAX);
		return 0;
	case KEY_JSON:
		e->json = argument;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static double seconds_since(const struct timespec *start)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)(now.tv_sec - start->tv_sec) + (double)(now.tv_nsec - start->tv_nsec) / 1e9;
}

/* --- Running --- */

/* With --stop-first a failure in one part makes the parts behind it useless. Their findings are
 * dropped, so that the outcome does not depend on how fast the machines are. */
static void drop_parts_behind(struct exploration *e, size_t part)
{
	for (size_t i = part + 1; i < e->jobs; i++) {
		guest_stop(&e->guests[i]);
		e->guests[i].tally.is_done = false;
		findings_free(&e->parts[i]);
		e->parts[i] = (struct findings){0};
	}
}

static void take(struct guest *guest, const json_t *line)
{
	struct exploration *e = guest->context;
	size_t part = (size_t)(guest - e->guests);

	if (strcmp(line_text(line, "type"), LINE_RESULT) != 0)
		return;
	if (part > 0 && !guest->tally.has_schedules)
		return; /* the same single schedule as in part 0 */
	findings_add(&e->parts[part], e->explorer.symbols, line, e->words);
	if (e->stop_first && verdict_is_failure(line_text(line, "verdict")))
		drop_parts_behind(e, part);
}

static void show_progress(void *context)
{
	struct exploration *e = context;
	double seconds = seconds_since(&e->start), left;
	uint64_t total = e->seeds.last - e->seeds.first + 1, done = 0, failures = 0;

	if (!e->progress || seconds - e->shown < 0.2)
		return;
	e->shown = seconds;
	for (size_t i = 0; i < e->jobs; i++) {
		done += e->parts[i].schedules;
		failures += findings_failures(&e->parts[i]);
	}
	left = done ? seconds * (double)(total - done) / (double)done : 0;
	fprintf(stderr, "\r%ju of %ju schedules, %.0f a second, %ju failed, %.0f s left \033[K",
		(uintmax_t)done, (uintmax_t)total, (double)done / seconds, (uintmax_t)failures,
		left);
}

static void divide_seeds(struct exploration *e)
{
	uint64_t total = e->seeds.last - e->seeds.first + 1, next = e->seeds.first;

	if (!total)
		die("too many seeds");
	if (e->jobs > total)
		e->jobs = (unsigned)total;
	for (unsigned i = 0; i < e->jobs; i++) {
		uint64_t count = total / e->jobs + (i < total % e->jobs);

		e->guests[i].context = e;
		guest_add_seeds(&e->guests[i], MODE_EXPLORE, next, next + count - 1);
		e->guests[i].tally.stops = e->stop_first;
		job_add_word(&e->guests[i].job, JOB_STOP_FIRST "%d", e->stop_first);
		explorer_add_policy(&e->explorer, &e->guests[i].job);
		next += count;
	}
}

/* --- The outcome --- */

static void join_parts(struct exploration *e)
{
	for (size_t i = 0; i < e->jobs; i++) {
		json_t *part = findings_to_json(&e->parts[i]);

		findings_from_json(&e->all, part);
		json_decref(part);
		findings_free(&e->parts[i]);
		free(e->guests[i].job.data);
	}
}

static void write_json(struct exploration *e)
{
	FILE *out = strcmp(e->json, "-") == 0 ? stdout : fopen(e->json, "we");
	json_t *json = findings_to_json(&e->all);

	json_object_set_new(json, "options", json_text(e->words));
	json_object_set_new(json, "build", json_text(e->build));
	json_object_set_new(json, "ranges",
		json_made(json_pack("[[I, I]]", (json_int_t)e->seeds.first,
			(json_int_t)e->seeds.last)));
	if (e->incomplete)
		json_object_set_new(json, "incomplete", json_true());
	if (!out || !findings_write(json, out))
		die("%s: %s", out == stdout ? "standard output" : e->json, strerror(errno));
	if (out != stdout)
		fclose(out);
	json_decref(json);
}

int command_explore(int argc, char **argv)
{
	static const struct argp_child children[] = {{.argp = &explorer_argp}, {0}};
	static const struct argp argp = {.options = options,
		.parser = parse,
		.args_doc = "PROG [ARG...]",
		.doc = explore_doc,
		.children = children};
	struct exploration *e = &exploration;
	int status;

	argp_err_exit_status = EXIT_USAGE;
	argp_parse(&argp, argc, argv, ARGP_IN_ORDER, NULL, e);
	explorer_open(&e->explorer);
	e->words = explorer_words(&e->explorer);
	if (e->json)
		e->build = build_of_job(&e->explorer.job);
	e->progress = isatty(2);
	clock_gettime(CLOCK_MONOTONIC, &e->start);
	divide_seeds(e);
	guests_run(&e->explorer, e->guests, e->jobs, take, show_progress, e);
	if (e->progress)
		fputs("\r\033[K", stderr);
	e->incomplete = !guests_are_complete(e->guests, e->jobs);
	join_parts(e);
	if (e->json)
		write_json(e);
	if (!e->json || strcmp(e->json, "-") != 0)
		findings_print(&e->all, e->explorer.symbols, stdout);
	status = e->incomplete ? EXIT_USAGE : findings_status(&e->all);
	findings_free(&e->all);
	explorer_close(&e->explorer);
	free(e->words);
	free(e->build);
	return status;
}
