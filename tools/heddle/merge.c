/* SPDX-License-Identifier: MIT */
/*
 * `heddle merge`: the findings of several parts of a range of seeds, as if one had found them.
 */
#include "commands.h"
#include "findings.h"
#include "lines.h"
#include "util.h"
#include <argp.h>
#include <stdlib.h>
#include <string.h>

static const char merge_doc[] =
	"Join what `heddle explore --json` has written for parts of a range of seeds."
	"\vThe summary goes to standard output, or everything as JSON with --json. The exit status "
	"is that "
	"of an exploration of all.";

static const struct argp_option options[] = {{"json", 'j', NULL, 0,
						     "print JSON in place of the summary", 0},
	{0}};

struct merge {
	bool json;
	struct findings all;
	char *options; /* of the first file */
	json_int_t first, last;
};

static void merge_file(struct merge *merge, const char *path)
{
	json_error_t error;
	json_t *json = json_load_file(path, 0, &error);
	json_int_t first, last;

	if (!json)
		die("%s: line %d: %s", path, error.line, error.text);
	if (!findings_from_json(&merge->all, json))
		die("%s: not written by `heddle explore --json`", path);
	first = (json_int_t)line_number(json, "first_seed");
	last = (json_int_t)line_number(json, "last_seed");
	if (!merge->options) {
		merge->options = xstrdup(line_text(json, "options"));
		merge->first = first;
		merge->last = last;
	} else if (strcmp(merge->options, line_text(json, "options")) != 0) {
		die("%s: found with other options (%s) than the first file's (%s)", path,
			line_text(json, "options"), merge->options);
	}
	merge->first = first < merge->first ? first : merge->first;
	merge->last = last > merge->last ? last : merge->last;
	json_decref(json);
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct merge *merge = state->input;

	switch (key) {
	case 'j':
		merge->json = true;
		return 0;
	case ARGP_KEY_ARG:
		merge_file(merge, argument);
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "no file is given");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

int command_merge(int argc, char **argv)
{
	static const struct argp argp = {.options = options,
		.parser = parse,
		.args_doc = "FILE...",
		.doc = merge_doc};
	struct merge merge = {0};
	json_t *json;
	int status;

	argp_err_exit_status = EXIT_USAGE;
	argp_parse(&argp, argc, argv, 0, NULL, &merge);
	if (merge.json) {
		json = findings_to_json(&merge.all);
		json_object_set_new(json, "options", json_string(merge.options));
		json_object_set_new(json, "first_seed", json_integer(merge.first));
		json_object_set_new(json, "last_seed", json_integer(merge.last));
		json_dumpf(json, stdout, JSON_INDENT(1) | JSON_SORT_KEYS);
		putchar('\n');
		json_decref(json);
	} else {
		findings_print(&merge.all, NULL, stdout);
	}
	status = findings_status(&merge.all);
	findings_free(&merge.all);
	free(merge.options);
	return status;
}
