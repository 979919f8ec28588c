/* SPDX-License-Identifier: MIT */
/*
 * Finding the few choices that the failure of a schedule needs.
 */
#pragma once
#include <uapi/explore.h>

#define SHRINK_TRIES_MAX 20000 /* runs */

struct shrink_driver {
	/* Run the program with a list of choices, and replace the list by the choices that the run
	 * made. 0 or -errno. */
	long (*try)(struct explore_choice *list, unsigned *count, struct explore_result *result);
	/* The progress so far: runs, and choices that are left. */
	void (*report)(unsigned tries, unsigned count);
};

/*
 * `choices` are the *count choices of the failing run whose result is `wanted`. On return they are
 * a list that still leads to the same failure, at the same place. Returns 0 if no smaller list was
 * found by leaving a choice out, by moving one to a near event of the same thread, or by giving it
 * another thread to run, in each case with or without the others; 1 if that took too many runs and
 * was not finished; or -errno.
 */
long shrink(struct explore_choice *choices, unsigned *count, const struct explore_result *wanted,
	const struct shrink_driver *driver);
