/* SPDX-License-Identifier: MIT */
/*
 * Shared by the commands about one schedule: the options, `--seed N` and the explorer's, and
 * running the schedule.
 */
#pragma once
#include "explorer.h"
#include <stdbool.h>

struct single {
	struct explorer explorer;
	uint64_t seed;
	bool has_seed;
	char *words; /* the options and the program, as typed on a command line */
};

/* The options, for argp's children; the input is a struct single, all zero. */
extern const struct argp single_argp;

/* Collect the program, ready to start machines. Ends the command when something is missing. */
void single_open(struct single *single);
void single_close(struct single *single);

/* Add to a guest's job that it runs the schedule with a trace. */
void single_add_job(const struct single *single, struct guest *guest);

/* Print the verdict and the details of a failure to standard error. */
void single_report(const struct single *single, const json_t *result);
