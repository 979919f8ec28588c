/* SPDX-License-Identifier: MIT */
/*
 * Putting the results of several machines into the order of their seeds. A result is passed on when
 * those of all lower seeds have been. So what has been passed on is at any time the whole of a
 * range, and does not depend on how fast the machines are.
 */
#pragma once
#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

struct coverage {
	uint64_t first; /* the range's first seed */
	uint64_t next;  /* the index, from 0, of the first seed that has not been covered */
	/* Results that wait, of each machine. */
	struct waiting *parts;
	size_t count;
};

/* For `count` machines, which share the seeds from `first` on (user/cells.h). */
void coverage_open(struct coverage *coverage, uint64_t first, size_t count);
void coverage_close(struct coverage *coverage);

/* A "result" or "passed" line of machine `part` has arrived. Each machine reports its seeds in
 * order. */
void coverage_add(struct coverage *coverage, size_t part, const json_t *line);

/* The line of the first seed that is not covered, to be released; from then on its seeds are.
 * Seeds whose machine has already reported a higher one are skipped. NULL: it may yet arrive. */
json_t *coverage_take(struct coverage *coverage);
