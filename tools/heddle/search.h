/* SPDX-License-Identifier: MIT */
/*
 * The policy `all`, which runs every schedule within a bound: how much of them has been run.
 */
#pragma once
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct search {
	uint32_t part, parts; /* --part */
	/* From the last result: */
	bool any;             /* there was one */
	uint64_t left;        /* subtrees that have not been entered, at least */
	bool is_cut;          /* some schedules are left out */
	uint64_t unsupported; /* results that say so */
};

/* Is it the policy `all`? */
bool search_is_policy(const char *policy);

/* Take the figures of a "result" line. */
void search_take(struct search *search, const json_t *line);

/* Has each schedule been run? */
bool search_is_complete(const struct search *search);

/* Print that, or how many remain. `schedules` have been run, from number `first` on, of which
 * `failures` failed. */
void search_print(const struct search *search, const char *policy, uint64_t first,
	uint64_t schedules, uint64_t failures, FILE *out);
