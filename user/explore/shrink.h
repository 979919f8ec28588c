/* SPDX-License-Identifier: MIT */
/*
 * Finding the few choices that the failure of a schedule needs.
 */
#pragma once
#include <uapi/explore.h>

/*
 * `choices` are the *count choices of the failing run whose result is `wanted`. `try` runs the
 * program with a list of choices, replaces the list by the choices that the run made, and returns
 * 0 or -errno. On return `choices` is a list that still leads to the same failure and from which
 * none can be left out. Returns 0 or -errno.
 */
long shrink(struct explore_choice *choices, unsigned *count, const struct explore_result *wanted,
	long (*try)(struct explore_choice *list, unsigned *count, struct explore_result *result));
