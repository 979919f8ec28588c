/* SPDX-License-Identifier: MIT */
/*
 * What an exploration has found: results grouped by verdict and signature, of each group the first
 * seed, how many, and what the machine said of it. They come in any order; what is made of them
 * does not depend on it, nor on anything but the results, so that parts of a range of seeds can be
 * joined.
 */
#pragma once
#include "symbols.h"
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#define SEEDS_MAX 1000

struct finding {
	char *verdict;
	char *signature; /* what tells failures of one verdict apart; "" when nothing does */
	uint64_t first_seed, count;
	uint64_t *seeds; /* of a failure's, the first SEEDS_MAX, in order */
	size_t seed_count;
	char *hash;     /* of the first seed's schedule */
	json_t *detail; /* of the first seed; NULL: none */
	char *replay;   /* the command for it */
};

struct findings {
	struct finding *all;
	size_t count;
	uint64_t schedules;
	uint64_t hash; /* over all schedules, in whatever order */
};

bool verdict_is_failure(const char *verdict);

/* The signature of a result line: the machine's own, or made of its details. To be freed. */
char *result_signature(struct symbols *symbols, const json_t *line);

/* Add a result line. `words`: the command's, for the command to replay it. */
void findings_add(struct findings *findings, struct symbols *symbols, const json_t *line,
	const char *words);
void findings_free(struct findings *findings);

/* EXIT_NOTHING, EXIT_FOUND, or EXIT_USAGE when all there is was unsupported. */
int findings_status(const struct findings *findings);

/* The number of schedules that failed. */
uint64_t findings_failures(const struct findings *findings);

/* Text for people: what was found, each with its details and the command. `symbols` may be NULL. */
void findings_print(struct findings *findings, struct symbols *symbols, FILE *out);

/* The lines of a result's details: who waits for what, where it went wrong. */
void detail_print(const json_t *detail, struct symbols *symbols, const char *indent, FILE *out);

/* As JSON, to be released. */
json_t *findings_to_json(struct findings *findings);

/* Add findings that such a JSON object has. False: it is none. */
bool findings_from_json(struct findings *findings, const json_t *json);

/* Write a JSON object as text. False: that failed, with errno. */
bool findings_write(const json_t *json, FILE *out);
