/* SPDX-License-Identifier: MIT */
/*
 * `heddle explore`: run a program under many schedules, in several machines at a time.
 */
#include "build.h"
#include "commands.h"
#include "coverage.h"
#include "explorer.h"
#include "findings.h"
#include "json_bytes.h"
#include "options.h"
#include "util.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <user/protocol.h>

#define SECONDS_DEFAULT 60
#define SECONDS_MAX     (365 * 86400)
#define REPORT_SECONDS  0.2 /* between two reports of the progress */

static const char explore_doc[] =
	"Run the program PROG under many thread schedules and report those that fail.\v"
	"Each seed, a number, selects one schedule: an order in which the program's threads run."
	" A schedule fails if the program exits with a status other than 0, is killed by a signal,"
	" deadlocks, or does not end within its budget (livelock?)."
	" Failures are grouped by kind. Each kind is shown with the command that replays its first"
	" schedule.\n\n"
	"Without --seeds, the seeds from 1 on are run for 60 seconds, or as long as --time says."
	" Ctrl-C ends the run sooner. The summary then states the seeds that have been run.\n\n"
	"The exit status is 0 if no schedule failed, 1 if one failed, and 2 if the schedules could"
	" not be run. If a signal ended the run before a schedule failed, it is 128 and the"
	" signal's number.";

enum { KEY_STOP = 0x100, KEY_JSON };

static const struct argp_option options[] =
	{{"seeds", 's', "FIRST..LAST", 0, "run the schedules of these seeds, however long it takes",
		 0},
		{"time", 't', "SECONDS", 0,
			"run the schedules of seed 1 and so on for SECONDS (default: 60)", 0},
		{"stop-first", KEY_STOP, NULL, 0, "stop at the failure with the lowest seed", 0},
		{"jobs", 'j', "N", 0,
			"run N virtual machines at a time (default: one per processor)", 0},
		{"json", KEY_JSON, "FILE", 0,
			"write the findings to FILE as JSON (-: standard output)", 0},
		{0}};

struct exploration {
	struct explorer explorer;
	struct seed_range seeds;
	bool has_range;   /* the seeds are given */
	unsigned seconds; /* how long to run; 0: not given */
	bool stop_first;
	unsigned jobs;
	const char *json;

	struct guest guests[MACHINES_MAX];
	struct coverage coverage;
	struct findings found;
	bool ended;      /* by a failure, with --stop-first */
	bool incomplete; /* results are missing */
	bool failed;     /* a machine could not continue */
	bool is_single;  /* the program has one schedule */
	char *words;
	char *build; /* of the kernel and the program, for --json */
	FILE *json_file;
	struct timespec start;
	double shown; /* when the progress was shown last, in seconds from the start */
	bool progress;
};

static struct exploration exploration;
static volatile sig_atomic_t ended_by; /* a signal's number */

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
		e->seeds = (struct seed_range){1, INT64_MAX};
		e->jobs = jobs_default();
		return 0;
	case 's':
		e->seeds = parse_seeds(state, argument);
		e->has_range = true;
		return 0;
	case 't':
		e->seconds = (unsigned)parse_number(state, "--time", argument, 1, SECONDS_MAX);
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
	case ARGP_KEY_END:
		if (e->has_range && e->seconds)
			argp_error(state, "--seeds and --time cannot be combined");
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

static void clear_progress(const struct exploration *e)
{
	if (e->progress)
		fputs("\r\033[K", stderr);
}

/* A result or a line of several, in the order of the seeds. */
static void take_result(struct exploration *e, const json_t *line)
{
	char *words = explorer_words(&e->explorer, line_text(line, "policy"));
	const struct finding *kind = findings_add(&e->found, e->explorer.symbols, line, words);

	free(words);
	search_take(&e->explorer.search, line);
	if (!verdict_is_failure(line_text(line, "verdict")))
		return;
	if (kind && !e->stop_first) {
		clear_progress(e);
		fprintf(stderr, "seed %ju: %s%s%s\n", (uintmax_t)kind->first_seed, kind->verdict,
			*kind->signature ? " " : "", kind->signature);
	}
	e->ended |= e->stop_first;
}

static void take(struct guest *guest, const json_t *line)
{
	struct exploration *e = guest->context;
	size_t part = (size_t)(guest - e->guests);
	json_t *next;

	if (strcmp(line_text(line, "type"), LINE_UNWATCHED) == 0)
		findings_set_unwatched(&e->found, line);
	if (strcmp(line_text(line, "type"), LINE_RESULT) != 0 &&
		strcmp(line_text(line, "type"), LINE_PASSED) != 0)
		return;
	e->is_single = !guest->tally.has_schedules;
	if (e->is_single && part > 0)
		return; /* the same single schedule as in part 0 */
	coverage_add(&e->coverage, part, line);
	while (!e->ended && (next = coverage_take(&e->coverage))) {
		take_result(e, next);
		json_decref(next);
	}
}

static double time_left(const struct exploration *e, double seconds)
{
	uint64_t total = e->seeds.last - e->seeds.first + 1, covered = e->coverage.next;

	if (!e->has_range)
		return (double)e->seconds - seconds;
	return covered ? seconds * (double)(total - covered) / (double)covered : 0;
}

/* Show the progress. False: the run ends here. */
static bool go_on(void *context)
{
	struct exploration *e = context;
	double seconds = seconds_since(&e->start);

	if (e->progress && seconds - e->shown >= REPORT_SECONDS) {
		e->shown = seconds;
		fprintf(stderr, "\r%ju schedules, %.0f a second, %ju failed, %.0f s left \033[K",
			(uintmax_t)e->found.schedules, (double)e->found.schedules / seconds,
			(uintmax_t)findings_failures(&e->found), time_left(e, seconds));
	}
	return !ended_by && !e->ended && (e->has_range || seconds < (double)e->seconds);
}

static void divide_seeds(struct exploration *e)
{
	uint64_t total = e->seeds.last - e->seeds.first + 1;

	if (!total)
		die("too many seeds");
	if (e->jobs > total)
		e->jobs = (unsigned)total;
	if (search_is_policy(e->explorer.policy))
		e->jobs = 1; /* each schedule is found from the one before */
	for (unsigned i = 0; i < e->jobs; i++) {
		e->guests[i].context = e;
		guest_add_seeds(&e->guests[i], MODE_EXPLORE, e->seeds.first, e->seeds.last);
		guest_share(&e->guests[i], i, e->jobs);
		e->guests[i].tally.stops = e->stop_first;
		e->guests[i].tally.may_end = search_is_policy(e->explorer.policy);
		job_add_word(&e->guests[i].job, JOB_STOP_FIRST "%d", e->stop_first);
		job_add_word(&e->guests[i].job, JOB_BRIEF "1");
		explorer_add_policy(&e->explorer, &e->guests[i].job);
	}
	coverage_open(&e->coverage, e->seeds.first, e->jobs);
}

static void note_signal(int signo)
{
	ended_by = signo;
}

/* The first signal ends the run; the second one, the command. */
static void catch_signals(void)
{
	static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
	struct sigaction action = {
		.sa_handler = note_signal,
		.sa_flags = SA_RESETHAND | SA_RESTART,
	};

	for (size_t i = 0; i < ARRAY_SIZE(signals); i++) {
		struct sigaction old;

		sigaction(signals[i], NULL, &old);
		if (old.sa_handler != SIG_IGN)
			sigaction(signals[i], &action, NULL);
	}
}

/* --- The outcome --- */

/* Open the file now, so that a wrong name is an error before a long run. Its old contents stay
 * until there are new ones. */
static void open_json(struct exploration *e)
{
	int fd;

	if (!e->json)
		return;
	e->json_file = stdout;
	if (strcmp(e->json, "-") == 0)
		return;
	fd = open(e->json, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
	e->json_file = fd < 0 ? NULL : fdopen(fd, "w");
	if (!e->json_file)
		die("%s: %s", e->json, strerror(errno));
}

/* The seeds that have been covered; those of a program with one schedule do not differ. */
static json_t *covered_ranges(const struct exploration *e)
{
	uint64_t count = e->coverage.next;
	json_t *ranges = json_array();

	if (e->is_single && e->has_range && count)
		count = e->seeds.last - e->seeds.first + 1;
	if (count)
		json_array_append_new(ranges,
			json_made(json_pack("[I, I]", (json_int_t)e->seeds.first,
				(json_int_t)(e->seeds.first + count - 1))));
	return ranges;
}

static void write_json(struct exploration *e)
{
	FILE *out = e->json_file;
	json_t *json = findings_to_json(&e->found);

	json_object_set_new(json, "options", json_text(e->words));
	json_object_set_new(json, "build", json_text(e->build));
	json_object_set_new(json, "ranges", covered_ranges(e));
	if (e->is_single)
		json_object_set_new(json, "single", json_true());
	if (e->incomplete)
		json_object_set_new(json, "incomplete", json_true());
	if (e->explorer.search.any)
		json_object_set_new(json, "left",
			json_integer((json_int_t)e->explorer.search.left));
	if (search_is_complete(&e->explorer.search))
		json_object_set_new(json, "all", json_true());
	/* The file may be one that cannot be cut, such as a pipe. */
	if ((out != stdout && ftruncate(fileno(out), 0) && errno != EINVAL) ||
		!findings_write(json, out))
		die("%s: %s", out == stdout ? "standard output" : e->json, strerror(errno));
	if (out != stdout && fclose(out))
		die("%s: %s", e->json, strerror(errno));
	json_decref(json);
}

/* Say which seeds have been covered, if that is not what was asked for. */
static void print_coverage(const struct exploration *e)
{
	uint64_t covered = e->coverage.next, total = e->seeds.last - e->seeds.first + 1;

	search_print(&e->explorer.search, e->explorer.policy, e->seeds.first, covered,
		findings_failures(&e->found), stdout);
	if (e->is_single || (e->has_range && covered == total) || e->ended ||
		search_is_complete(&e->explorer.search))
		return;
	if (ended_by)
		printf("ended by a signal: %s\n", strsignal(ended_by));
	if (covered)
		printf("--seeds %ju..%ju runs the same schedules again\n",
			(uintmax_t)e->seeds.first, (uintmax_t)(e->seeds.first + covered - 1));
	else
		puts("no schedule has been run");
}

static int status_of(const struct exploration *e)
{
	int status = findings_status(&e->found);

	if (e->incomplete || e->failed)
		return EXIT_USAGE;
	if (status == EXIT_FOUND || !ended_by)
		return !e->found.schedules && !e->has_range ? EXIT_USAGE : status;
	return 128 + ended_by;
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
	if (!e->seconds)
		e->seconds = SECONDS_DEFAULT;
	explorer_open(&e->explorer);
	e->words = explorer_words(&e->explorer, "");
	open_json(e);
	if (e->json)
		e->build = build_of_job(&e->explorer.job);
	e->progress = isatty(2);
	clock_gettime(CLOCK_MONOTONIC, &e->start);
	divide_seeds(e);
	catch_signals();
	e->failed = !guests_try(&e->explorer, e->guests, e->jobs, take, go_on, e);
	clear_progress(e);
	e->incomplete = !guests_are_complete(e->guests, e->jobs);
	if (e->json)
		write_json(e);
	if ((!e->json || strcmp(e->json, "-") != 0) && (e->coverage.next || !e->failed)) {
		findings_print(&e->found, e->explorer.symbols, stdout);
		print_coverage(e);
	}
	status = status_of(e);
	for (unsigned i = 0; i < e->jobs; i++)
		free(e->guests[i].job.data);
	coverage_close(&e->coverage);
	findings_free(&e->found);
	explorer_close(&e->explorer);
	free(e->words);
	free(e->build);
	return status;
}
