/* SPDX-License-Identifier: MIT */
/*
 * `heddle merge`: the findings of several ranges of seeds, as if one exploration had made them.
 * Each file lists its ranges of seeds, so that no schedule is counted twice.
 */
#include "commands.h"
#include "findings.h"
#include "json_bytes.h"
#include "lines.h"
#include "util.h"
#include <argp.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const char merge_doc[] =
	"Combine the findings that `heddle explore --json` has written for different ranges of"
	" seeds.\v"
	"All files must have been written with the same options, the same program and the same"
	" build of Heddle, and no seed may be in two of them."
	" The exit status is that of one exploration of all the seeds.";

enum { KEY_JSON = 0x100 };

static const struct argp_option options[] =
	{{"json", KEY_JSON, NULL, 0, "write JSON to standard output instead of a summary", 0},
		{NULL, 'h', NULL, OPTION_HIDDEN, NULL, 0}, {0}};

struct range {
	uint64_t first, last;
	char *path; /* the file that has it */
};

struct merge {
	bool json;
	bool single; /* the program has one schedule, so that every file has the same one */
	struct findings all;
	char *options, *build; /* of the first file */
	struct range *ranges;  /* in order, none overlaps another */
	size_t range_count;
};

/* Put a range in its place. Ends the command when a seed of it is there already. */
static void add_range(struct merge *merge, const char *path, uint64_t first, uint64_t last)
{
	size_t at = merge->range_count;

	if (last < first)
		die("%s: seeds %ju..%ju are not a range", path, (uintmax_t)first, (uintmax_t)last);
	while (at && merge->ranges[at - 1].first > last)
		at--;
	if (at && merge->ranges[at - 1].last >= first)
		die("%s: seeds %ju..%ju overlap with %ju..%ju of %s", path, (uintmax_t)first,
			(uintmax_t)last, (uintmax_t)merge->ranges[at - 1].first,
			(uintmax_t)merge->ranges[at - 1].last, merge->ranges[at - 1].path);
	merge->ranges = xrealloc(merge->ranges, (merge->range_count + 1) * sizeof(*merge->ranges));
	memmove(merge->ranges + at + 1, merge->ranges + at,
		(merge->range_count++ - at) * sizeof(*merge->ranges));
	merge->ranges[at] = (struct range){first, last, xstrdup(path)};
}

static void add_ranges(struct merge *merge, const char *path, const json_t *ranges)
{
	const json_t *range;
	size_t i;

	if (!json_array_size(ranges))
		die("%s: has no ranges of seeds; written by an older `heddle explore`?", path);
	json_array_foreach(ranges, i, range)
		add_range(merge, path, (uint64_t)json_integer_value(json_array_get(range, 0)),
			(uint64_t)json_integer_value(json_array_get(range, 1)));
}

/* Keep `own` as *first if this is the first file; otherwise both must be the same. */
static void compare(char **first, const char *path, const char *what, const char *own)
{
	if (!*first)
		*first = xstrdup(own);
	else if (strcmp(*first, own) != 0)
		die("%s: made %s (%s) than the first file (%s)", path, what, own, *first);
}

/* Add a file's findings, unless they are of the only schedule and are there already. False: it has
 * none. */
static bool take_findings(struct merge *merge, const json_t *json)
{
	struct findings same = {0};
	bool good;

	if (!merge->single) {
		merge->single = json_is_true(json_object_get(json, "single"));
		return findings_from_json(&merge->all, json);
	}
	good = findings_from_json(&same, json);
	findings_free(&same);
	return good;
}

static void merge_file(struct merge *merge, const char *path)
{
	json_error_t error;
	json_t *json = json_load_file(path, 0, &error);

	if (!json)
		die("%s: line %d: %s", path, error.line, error.text);
	if (!take_findings(merge, json))
		die("%s: not written by `heddle explore --json`", path);
	if (json_object_get(json, "incomplete"))
		die("%s: results are missing, as `heddle explore` said when it wrote the file",
			path);
	compare(&merge->options, path, "with other options", line_text(json, "options"));
	compare(&merge->build, path, "by another build of Heddle, the program or its files",
		line_text(json, "build"));
	add_ranges(merge, path, json_object_get(json, "ranges"));
	json_decref(json);
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct merge *merge = state->input;

	switch (key) {
	case KEY_JSON:
		merge->json = true;
		return 0;
	case 'h':
		argp_state_help(state, stdout, ARGP_HELP_STD_HELP);
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

/* The ranges as JSON; neighbours become one. */
static json_t *ranges_to_json(const struct merge *merge)
{
	json_t *list = json_array();

	for (size_t i = 0, next; i < merge->range_count; i = next) {
		next = i + 1;
		while (next < merge->range_count &&
			merge->ranges[next].first == merge->ranges[next - 1].last + 1)
			next++;
		json_array_append_new(list,
			json_made(json_pack("[I, I]", (json_int_t)merge->ranges[i].first,
				(json_int_t)merge->ranges[next - 1].last)));
	}
	return list;
}

static void write_json(struct merge *merge)
{
	json_t *json = findings_to_json(&merge->all);

	json_object_set_new(json, "options", json_made(json_string(merge->options)));
	json_object_set_new(json, "build", json_made(json_string(merge->build)));
	json_object_set_new(json, "ranges", ranges_to_json(merge));
	if (merge->single)
		json_object_set_new(json, "single", json_true());
	if (!findings_write(json, stdout))
		die("standard output: %s", strerror(errno));
	json_decref(json);
}

int command_merge(int argc, char **argv)
{
	static const struct argp argp = {.options = options,
		.parser = parse,
		.args_doc = "FILE...",
		.doc = merge_doc};
	struct merge merge = {0};
	int status;

	argp_err_exit_status = EXIT_USAGE;
	argp_parse(&argp, argc, argv, 0, NULL, &merge);
	if (merge.json)
		write_json(&merge);
	else
		findings_print(&merge.all, NULL, stdout);
	status = findings_status(&merge.all);
	findings_free(&merge.all);
	for (size_t i = 0; i < merge.range_count; i++)
		free(merge.ranges[i].path);
	free(merge.ranges);
	free(merge.options);
	free(merge.build);
	return status;
}
