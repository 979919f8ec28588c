/* SPDX-License-Identifier: MIT */
/*
 * `heddle show`: an HTML timeline of one schedule. A failing schedule is first shrunk as `heddle
 * shrink` does, so that the page shows only the switches that matter.
 */
#include "choice_words.h"
#include "choices.h"
#include "commands.h"
#include "findings.h"
#include "json_bytes.h"
#include "single.h"
#include "trace.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <user/protocol.h>

#define MARK "@DATA@"

/* The page, tools/heddle/show.html. */
__asm__(".section .rodata\n"
	"show_page: .incbin \"tools/heddle/show.html\"\n"
	"show_page_end: .byte 0\n"
	".previous");
extern const char show_page[], show_page_end[];

static const char show_doc[] =
	"Write an HTML page about one thread schedule of the program PROG: a timeline of the"
	" threads, which shows where they ran, waited and woke each other, and the source code.\v"
	"A failing schedule is shown with only the switches that its failure needs, as found by"
	" `heddle shrink`. The page works without a network.\n\n"
	"The exit status is 0 if the schedule does not fail, 1 if it fails, and 2 if it could not"
	" be run.";

enum { KEY_WHOLE = 0x100 };

static const struct argp_option options[] = {
	{"output", 'o', "FILE", 0, "write the page to FILE (default: heddle.html)", 0},
	{"whole", KEY_WHOLE, NULL, 0,
		"show a failing schedule with all of its switches, not only those that it needs",
		0},
	{0}};

struct show {
	struct single single;
	const char *path;
	bool whole;
	struct trace trace;
	json_t *result, *choices, *coming;
	bool incomplete; /* results are missing */
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct show *show = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &show->single;
		show->path = "heddle.html";
		return 0;
	case 'o':
		show->path = argument;
		return 0;
	case KEY_WHOLE:
		show->whole = true;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* --- Running --- */

/* Keep the choices and the result of the last schedule. */
static void take(struct guest *guest, const json_t *line)
{
	struct show *show = guest->context;
	const char *type = line_text(line, "type");

	trace_add(&show->trace, line);
	if (strcmp(type, LINE_CHOICE) == 0) {
		json_array_append(show->coming, (json_t *)line);
	} else if (strcmp(type, LINE_RESULT) == 0) {
		json_decref(show->result);
		json_decref(show->choices);
		show->result = json_incref((json_t *)line);
		show->choices = show->coming;
		show->coming = json_array();
	}
}

static void run(struct show *show, struct guest *guest)
{
	guest->context = show;
	trace_free(&show->trace);
	guests_run(&show->single.explorer, guest, 1, take, NULL, NULL);
	show->incomplete |= !guests_are_complete(guest, 1);
	free(guest->job.data);
	*guest = (struct guest){0};
	if (!show->result)
		die("the machine returned no result");
}

static void run_smallest(struct show *show)
{
	struct guest guest = {0};
	const json_t *choice;
	size_t i;

	guest_add_seeds(&guest, MODE_SHRINK, show->single.seed, show->single.seed);
	explorer_add_policy(&show->single.explorer, &guest.job);
	run(show, &guest);
	guest_add_seeds(&guest, MODE_REPLAY, show->single.seed, show->single.seed);
	job_add_word(&guest.job, JOB_POLICY "%s", EXPLORE_POLICY_REPLAY);
	json_array_foreach(show->choices, i, choice) {
		char *text = choice_text(choice);

		job_add_word(&guest.job, JOB_CHOICE "%s", text);
		free(text);
	}
	run(show, &guest);
}

/* --- The page's data --- */

/* Add a source file's lines, if it can be read and is not there already. */
static void add_source(json_t *sources, const json_t *path)
{
	char *text, *line, *rest, *bytes;
	json_t *lines;

	if (!path || json_object_get(sources, json_string_value(path)))
		return;
	bytes = json_bytes_of(path, NULL);
	rest = text = read_file(bytes, NULL);
	free(bytes);
	if (!text)
		return;
	lines = json_array();
	while ((line = strsep(&rest, "\n")))
		json_array_append_new(lines, json_text(line));
	json_object_set_new(sources, json_string_value(path), lines);
	free(text);
}

static json_t *sources_of(const json_t *trace)
{
	json_t *sources = json_object(), *event;
	size_t i;

	json_array_foreach(json_object_get(trace, "traceEvents"), i, event)
		add_source(sources, json_object_get(json_object_get(event, "args"), "file"));
	return sources;
}

static json_t *choices_of(const struct show *show)
{
	json_t *list = json_array();
	const json_t *choice;
	size_t i;

	json_array_foreach(show->choices, i, choice) {
		char *words = choice_words(show->single.explorer.symbols, choice);

		json_array_append_new(list,
			json_made(json_pack("{s:i, s:I, s:o}", "number", (int)i + 1, "event",
				(json_int_t)line_number(choice, "event"), "words",
				json_text(words))));
		free(words);
	}
	return list;
}

static char *detail_of(const struct show *show)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		die("out of memory");
	detail_print(json_object_get(show->result, "detail"), show->single.explorer.symbols, "",
		out);
	fclose(out);
	if (size)
		text[size - 1] = '\0'; /* in place of the last newline */
	return text;
}

static json_t *data_of(const struct show *show)
{
	const struct explorer *explorer = &show->single.explorer;
	const json_t *result = show->result;
	const char *verdict = line_text(result, "verdict");
	char *signature = result_signature(explorer->symbols, result), *detail = detail_of(show);
	char *schedule = xasprintf("seed %ju, %s, %s events", (uintmax_t)show->single.seed,
		explorer->policy, explorer->events);
	json_t *trace = trace_to_json(&show->trace, explorer->symbols, explorer->job.program[0]);
	json_t *data =
		json_pack("{s:o, s:s, s:o, s:o, s:o, s:o, s:b, s:I, s:I, s:s, s:o, s:o, s:o}",
			"program", json_text(explorer->job.program[0]), "arch",
			explorer->job.needs.arch->name, "schedule", json_text(schedule), "verdict",
			json_text(verdict), "signature", json_text(signature), "detail",
			json_text(detail ? detail : ""), "failed", verdict_is_failure(verdict),
			"steps", (json_int_t)line_number(result, "steps"), "switches",
			(json_int_t)line_number(result, "switches"), "hash",
			line_text(result, "hash"), "choices", choices_of(show), "sources",
			sources_of(trace), "trace", trace);

	free(schedule);
	free(signature);
	free(detail);
	return json_made(data);
}

static void write_page(const struct show *show)
{
	const char *mark =
		memmem(show_page, (size_t)(show_page_end - show_page), MARK, strlen(MARK));
	FILE *out = fopen(show->path, "we");
	json_t *data = data_of(show);
	bool good = out != NULL;

	if (!mark)
		die("the page template has no %s", MARK);
	/* Slashes are escaped, so that no text in the data can end the script element. */
	good = good && fwrite(show_page, 1, (size_t)(mark - show_page), out) &&
	       json_dumpf(data, out, JSON_COMPACT | JSON_ESCAPE_SLASH) == 0 &&
	       fputs(mark + strlen(MARK), out) != EOF;
	if (!out || fclose(out) || !good)
		die("%s: %s", show->path, strerror(errno));
	json_decref(data);
}

int command_show(int argc, char **argv)
{
	static const struct argp_child children[] = {{.argp = &single_argp}, {0}};
	static const struct argp argp = {.options = options,
		.parser = parse,
		.args_doc = "PROG [ARG...]",
		.doc = show_doc,
		.children = children};
	static struct show show;
	struct guest guest = {0};
	bool failed;

	argp_err_exit_status = EXIT_USAGE;
	argp_parse(&argp, argc, argv, ARGP_IN_ORDER, NULL, &show);
	single_open(&show.single);
	show.coming = json_array();
	single_add_job(&show.single, &guest);
	run(&show, &guest);
	failed = verdict_is_failure(line_text(show.result, "verdict"));
	if (failed && !show.whole)
		run_smallest(&show);
	write_page(&show);
	single_report(&show.single, show.result);
	printf("%s\n", show.path);
	trace_free(&show.trace);
	json_decref(show.result);
	json_decref(show.choices);
	json_decref(show.coming);
	single_close(&show.single);
	if (show.incomplete)
		return EXIT_USAGE;
	return failed ? EXIT_FOUND : EXIT_NOTHING;
}
