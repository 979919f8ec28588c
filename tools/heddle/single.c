/* SPDX-License-Identifier: MIT */
/*
 * Re-running one schedule.
 */
#include "single.h"
#include "findings.h"
#include "options.h"
#include <stdlib.h>
#include <string.h>
#include <user/protocol.h>

static const struct argp_option options[] =
	{{"seed", 's', "N", 0, "run the schedule of seed N (not needed with --policy replay:FILE)",
		 0},
		{0}};

static const struct argp_child children[] = {{.argp = &explorer_argp}, {0}};

static error_t parse(int key, char *argument, struct argp_state *state)
{
	struct single *single = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &single->explorer;
		return 0;
	case 's':
		single->seed = parse_number(state, "--seed", argument, 0, INT64_MAX);
		single->has_seed = true;
		return 0;
	case ARGP_KEY_END:
		if (!single->has_seed && !explorer_choices(&single->explorer))
			argp_error(state, "no schedule is given: use --seed N");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

const struct argp single_argp = {.options = options, .parser = parse, .children = children};

void single_open(struct single *single)
{
	explorer_open(&single->explorer);
	single->words = explorer_words(&single->explorer, "");
}

void single_close(struct single *single)
{
	explorer_close(&single->explorer);
	free(single->words);
}

void single_add_job(const struct single *single, struct guest *guest)
{
	guest_add_seeds(guest, MODE_REPLAY, single->seed, single->seed);
	explorer_add_policy(&single->explorer, &guest->job);
}

void single_report(const struct single *single, const json_t *result)
{
	const char *verdict = line_text(result, "verdict");
	char *signature = result_signature(single->explorer.symbols, result);

	output_flush();
	fprintf(stderr, "%s%s%s: %ju steps, %ju switches, schedule %s\n", verdict,
		*signature ? " " : "", signature, (uintmax_t)line_number(result, "steps"),
		(uintmax_t)line_number(result, "switches"), line_text(result, "hash"));
	detail_print(json_object_get(result, "detail"), single->explorer.symbols, "  ", stderr);
	free(signature);
}
