/* SPDX-License-Identifier: MIT */
/*
 * Whether a machine has reported each schedule of its job, once. The lines on which results arrive
 * may be lost: the program shares the console with the first process.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct tally {
	/* The job. */
	uint64_t first, last;   /* seeds */
	uint64_t share, shares; /* of which the machine has these (user/cells.h) */
	bool shrinks;           /* up to two results, both of seed `first` */
	bool may_end;           /* there may be fewer seeds: the machine knows */
	bool stops;             /* the first result that is not "ok" may be the last one */
	/* The machine's lines. */
	bool has_schedules; /* one for each seed; otherwise one, with seed `first` */
	uint64_t results;
	uint64_t next; /* all seeds of the share below this index (from 0) have been passed */
	bool last_ok;
	uint64_t missing; /* results that have not arrived, though later ones have */
	uint64_t not_due; /* results that were not accepted */
	bool is_done;
	uint64_t announced; /* if done: the number of results that the machine has sent */
};

/* Results of `count` seeds of one cell, from `seed` on, have arrived; if there are several, all are
 * ok. False: they are not due, so they are not the machine's. */
bool tally_add(struct tally *tally, uint64_t seed, uint64_t count, bool ok);

/* A message that says which results are missing or wrong, to be freed; NULL: none so far.
 * `damaged`: the number of lines that could not be read. */
char *tally_fault(const struct tally *tally, size_t damaged);
