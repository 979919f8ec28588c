/* SPDX-License-Identifier: MIT */
/*
 * `heddle shrink`: the few thread switches that a failure needs. The machine tries subsets of the
 * switches; this file puts the outcome into words.
 */
#include "choice_words.h"
#include "choices.h"
#include "commands.h"
#include "findings.h"
#include "single.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <user/protocol.h>

static const char shrink_doc[] =
	"Find the few thread switches without which a failing schedule of PROG does not fail.\v"
	"Switches are left out, moved, or made to other threads, as long as the schedule still"
	" fails in the same way at the same place. The remaining ones are printed: which thread was"
	" interrupted where, and which thread ran instead.\n\n"
	"The exit status is 0 if the schedule does not fail, 1 if it fails, and 2 if it could not"
	" be run.";

static const struct argp_option options[] =
	{{"output", 'o', "FILE", 0,
		 "write the switches to FILE, for `heddle replay --policy replay:FILE`", 0},
		{0}};

struct shrink {
	struct single single;
	const char *path;
	json_t *result, *choices; /* of the last schedule, which is the smallest so far */
	json_t *coming;           /* choices received, whose result follows */
	uint64_t first_choices;   /* number of choices of the whole schedule */
	bool any;
	bool has_picks;  /* not all choices are switches */
	uint64_t tries;  /* runs so far */
	bool unfinished; /* fewer choices may suffice */
	bool progress;   /* is shown */
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct shrink *shrink = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &shrink->single;
		return 0;
	case 'o':
		shrink->path = argument;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* Of each schedule the machine sends the choices and then the result: first of the whole schedule,
 * last of the smallest. */
static void take(struct guest *guest, const json_t *line)
{
	struct shrink *shrink = guest->context;
	const char *type = line_text(line, "type");

	if (strcmp(type, LINE_SHRINK) == 0) {
		shrink->tries = line_number(line, "tries");
		shrink->unfinished = line_number(line, "unfinished");
		if (shrink->progress)
			fprintf(stderr, "\r%ju runs, %ju choices left \033[K",
				(uintmax_t)shrink->tries, (uintmax_t)line_number(line, "choices"));
	} else if (strcmp(type, LINE_CHOICE) == 0) {
		json_array_append(shrink->coming, (json_t *)line);
		shrink->has_picks |= !choice_is_switch(line);
	} else if (strcmp(type, LINE_RESULT) == 0) {
		if (!shrink->any)
			shrink->first_choices = json_array_size(shrink->coming);
		shrink->any = true;
		json_decref(shrink->result);
		json_decref(shrink->choices);
		shrink->result = json_incref((json_t *)line);
		shrink->choices = shrink->coming;
		shrink->coming = json_array();
	}
}

static void print_choice(const struct shrink *shrink, size_t number, const json_t *choice)
{
	char *words = choice_words(shrink->single.explorer.symbols, choice);

	printf("%zu. event %ju: %s\n", number, (uintmax_t)line_number(choice, "event"), words);
	free(words);
}

static void write_choices(const struct shrink *shrink)
{
	FILE *out = fopen(shrink->path, "we");
	const json_t *choice;
	size_t i;

	if (!out)
		die("%s: cannot be written", shrink->path);
	if (!json_array_size(shrink->choices))
		fputs("# The schedule fails without any chosen switch.\n", out);
	json_array_foreach(shrink->choices, i, choice) {
		char *text = choice_text(choice);

		fprintf(out, "choice %s\n", text);
		free(text);
	}
	if (fclose(out))
		die("%s: cannot be written", shrink->path);
}

static int report(struct shrink *shrink)
{
	const json_t *choice;
	size_t i;

	if (!shrink->any)
		die("the machine returned no result");
	single_report(&shrink->single, shrink->result);
	if (!verdict_is_failure(line_text(shrink->result, "verdict")))
		return EXIT_NOTHING;
	if (!json_array_size(shrink->choices))
		puts("the schedule fails without any chosen switch");
	else
		printf("%zu of %ju %s are needed:\n", json_array_size(shrink->choices),
			(uintmax_t)shrink->first_choices,
			shrink->has_picks ? "choices" : "chosen switches");
	json_array_foreach(shrink->choices, i, choice)
		print_choice(shrink, i + 1, choice);
	if (shrink->unfinished)
		printf("the search was ended after %ju runs: fewer may suffice\n",
			(uintmax_t)shrink->tries);
	if (shrink->path)
		write_choices(shrink);
	return EXIT_FOUND;
}

int command_shrink(int argc, char **argv)
{
	static const struct argp_child children[] = {{.argp = &single_argp}, {0}};
	static const struct argp argp = {.options = options,
		.parser = parse,
		.args_doc = "PROG [ARG...]",
		.doc = shrink_doc,
		.children = children};
	static struct shrink shrink;
	struct guest guest = {.context = &shrink};
	bool complete;
	int status;

	argp_err_exit_status = EXIT_USAGE;
	argp_parse(&argp, argc, argv, ARGP_IN_ORDER, NULL, &shrink);
	single_open(&shrink.single);
	guest_add_seeds(&guest, MODE_SHRINK, shrink.single.seed, shrink.single.seed);
	explorer_add_policy(&shrink.single.explorer, &guest.job);
	shrink.coming = json_array();
	shrink.progress = isatty(STDERR_FILENO);
	guests_run(&shrink.single.explorer, &guest, 1, take, NULL, NULL);
	if (shrink.progress)
		fputs("\r\033[K", stderr);
	free(guest.job.data);
	complete = guests_are_complete(&guest, 1);
	status = report(&shrink);
	json_decref(shrink.result);
	json_decref(shrink.choices);
	json_decref(shrink.coming);
	single_close(&shrink.single);
	return complete ? status : EXIT_USAGE;
}
