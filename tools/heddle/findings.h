/* SPDX-License-Identifier: MIT */
/*
 * The findings of an exploration: results grouped by verdict and signature; of each group the
 * first seed, the number of schedules and the details. Results may be added in any order. The
 * outcome depends on nothing but the results, so that the findings of several ranges of seeds can
 * be merged.
 */
#pragma once
#include "behaviours.h"
#include "symbols.h"
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#define SEEDS_MAX 1000

struct finding {
	char *verdict;
	char *signature; /* distinguishes failures with the same verdict; may be "" */
	uint64_t first_seed, count;
	uint64_t *seeds; /* of a failure: the lowest SEEDS_MAX, in order */
	size_t seed_count;
	char *hash;     /* of the first seed's schedule */
	json_t *detail; /* of the first seed; NULL: none */
	char *replay;   /* the command that replays the first seed */
};

struct findings {
	struct finding *all;
	size_t count;
	uint64_t schedules;
	uint64_t hash; /* over all schedules, in any order */
	struct behaviours behaviours;
	json_t *unwatched; /* an "unwatched" line; NULL: everything was watched */
	bool is_search;    /* by the policy all, so further schedules are not like these */
};

/* A verdict other than "ok" and "unsupported"? */
bool verdict_is_failure(const char *verdict);

/* The signature of a "result" line, made of its details; to be freed. */
char *result_signature(struct symbols *symbols, const json_t *line);

/* Add a "result" or "passed" line. `words`: the options and the program, for the command that
 * replays it. Returns what it belongs to if that is new, otherwise NULL; valid until the next
 * call. */
const struct finding *findings_add(struct findings *findings, struct symbols *symbols,
	const json_t *line, const char *words);

/* Note an "unwatched" line, which is the same for all machines; NULL: none. */
void findings_set_unwatched(struct findings *findings, const json_t *line);

void findings_free(struct findings *findings);

/* EXIT_NOTHING, EXIT_FOUND, or EXIT_USAGE if no schedule was ok and none failed. */
int findings_status(const struct findings *findings);

/* The number of schedules that failed. */
uint64_t findings_failures(const struct findings *findings);

/* Print a summary, then each finding with its details and command. `symbols` may be NULL. */
void findings_print(struct findings *findings, struct symbols *symbols, FILE *out);

/* Print the "detail" of a result: which thread waits for what, or where the failure is. */
void detail_print(const json_t *detail, struct symbols *symbols, const char *indent, FILE *out);

/* As JSON, to be released. */
json_t *findings_to_json(struct findings *findings);

/* Add the findings in such a JSON object. False: it has none. */
bool findings_from_json(struct findings *findings, const json_t *json);

/* Write a JSON object as text. False, with errno: that failed. */
bool findings_write(const json_t *json, FILE *out);
