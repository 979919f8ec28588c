/* SPDX-License-Identifier: MIT */
/*
 * Finding the few choices of a failing schedule that its failure needs.
 */
#pragma once
#include <uapi/explore.h>

/*
 * `choices` are the *count ones of the failing run whose result is `wanted`; `try` runs the program
 * with the choices given to it, writes those then made over them, and returns 0 or -errno. Leaves
 * in `choices` a list that still leads to the same failure, and none of which can be left out.
 */
long shrink(struct explore_choice *choices, unsigned *count, const struct explore_result *wanted,
	long (*try)(struct explore_choice *list, unsigned *count, struct explore_result *result));
