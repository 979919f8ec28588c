/* SPDX-License-Identifier: MIT */
/*
 * The commands about one schedule: `--seed N` and the explorer's options, and running it once.
 */
#pragma once
#include "explorer.h"
#include <stdbool.h>

struct single {
	struct explorer explorer;
	uint64_t seed;
	bool has_seed;
	char *words; /* the options and the program, for messages */
};

/* For argp's children; the input is a struct single, all zero. */
extern const struct argp single_argp;

/* Collect the program. */
void single_open(struct single *single);
void single_close(struct single *single);

/* The job of a guest that repeats the schedule, traced. */
void single_add_job(const struct single *single, struct text *job);

/* The bytes of an "output" line, to be freed. */
char *output_bytes(const json_t *line, size_t *size);

/* Say on standard error what came out, and how it fails. */
void single_report(const struct single *single, const json_t *result);
