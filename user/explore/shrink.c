/* SPDX-License-Identifier: MIT */
/*
 * Delta debugging (Zeller and Hildebrandt, 2002): leave out larger parts first, then smaller ones.
 * A list that works is replaced by the choices that the run really made, so those that had no
 * effect go at once.
 */
#include "shrink.h"
#include <errno.h>
#include <user.h>

#define TRIES_MAX   4096
#define CHOICES_MAX 16384

static struct explore_choice attempt[CHOICES_MAX];

static int same_failure(const struct explore_result *a, const struct explore_result *b)
{
	return a->verdict == b->verdict && a->status == b->status &&
	       (!(a->status & 0x7f) || a->fault_pc == b->fault_pc);
}

/* The list without [from, to): does it fail alike? Then it takes the list's place. 0, 1 or -errno.
 */
static long try_without(struct explore_choice *list, unsigned *count, unsigned from, unsigned to,
	const struct explore_result *wanted,
	long (*try)(struct explore_choice *list, unsigned *count, struct explore_result *result))
{
	struct explore_result result;
	unsigned kept = 0;
	long error;

	for (unsigned i = 0; i < *count; i++)
		if (i < from || i >= to)
			attempt[kept++] = list[i];
	error = try(attempt, &kept, &result);
	if (error)
		return error;
	if (!same_failure(&result, wanted) || kept >= *count)
		return 0;
	for (unsigned i = 0; i < kept; i++)
		list[i] = attempt[i];
	*count = kept;
	return 1;
}

long shrink(struct explore_choice *choices, unsigned *count, const struct explore_result *wanted,
	long (*try)(struct explore_choice *list, unsigned *count, struct explore_result *result))
{
	unsigned parts = 1;

	for (unsigned tries = 0; *count && tries < TRIES_MAX;) {
		unsigned length = (*count + parts - 1) / parts;
		long smaller = 0;

		for (unsigned from = 0; from < *count && !smaller; from += length, tries++)
			smaller = try_without(choices, count, from, from + length, wanted, try);
		if (smaller < 0)
			return smaller;
		if (smaller)
			parts = parts > 2 ? parts - 1 : parts;
		else if (length == 1)
			return 0;
		else
			parts *= 2;
	}
	return 0;
}
