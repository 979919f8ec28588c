/* SPDX-License-Identifier: MIT */
/*
 * Delta debugging (Zeller and Hildebrandt, 2002): leave out larger parts first, then smaller ones.
 * A list that still fails is replaced by the choices that its run really made, so that choices
 * without effect disappear at once.
 */
#include "shrink.h"
#include <lib/string.h>

#define TRIES_MAX 4096
#define FEW       3

static struct explore_choice attempt[EXPLORE_CHOICES_MAX], whole[EXPLORE_CHOICES_MAX];

struct shrinking {
	struct explore_choice *list; /* the smallest so far */
	unsigned *count;
	const struct explore_result *wanted;
	long (*try)(struct explore_choice *list, unsigned *count, struct explore_result *result);
	unsigned tries;
};

static int same_failure(const struct explore_result *a, const struct explore_result *b)
{
	return a->verdict == b->verdict && a->status == b->status &&
	       (!(a->status & 0x7f) || a->fault_pc == b->fault_pc);
}

/* Run with the first `kept` choices of `attempt`. If that fails in the same way and makes fewer
 * choices, these become the list: 1. Otherwise 0, or -errno. */
static long try_attempt(struct shrinking *s, unsigned kept)
{
	struct explore_result result;
	long error = s->try(attempt, &kept, &result);

	s->tries++;
	if (error)
		return error;
	if (!same_failure(&result, s->wanted) || kept >= *s->count)
		return 0;
	memcpy(s->list, attempt, kept * sizeof(*attempt));
	*s->count = kept;
	return 1;
}

/* Try the list without [from, to). */
static long try_without(struct shrinking *s, unsigned from, unsigned to)
{
	unsigned kept = 0;

	for (unsigned i = 0; i < *s->count; i++)
		if (i < from || i >= to)
			attempt[kept++] = s->list[i];
	return try_attempt(s, kept);
}

static long leave_out(struct shrinking *s)
{
	unsigned parts = 1;

	while (*s->count && s->tries < TRIES_MAX) {
		unsigned length = (*s->count + parts - 1) / parts;
		long smaller = 0;

		for (unsigned from = 0; from < *s->count && !smaller; from += length)
			smaller = try_without(s, from, from + length);
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

/* Go on to the next set of `size` numbers below `count`. 0: that was the last one. */
static int next_set(unsigned *numbers, unsigned size, unsigned count)
{
	unsigned i = size;

	while (i && numbers[i - 1] == count - size + i - 1)
		i--;
	if (!i)
		return 0;
	numbers[i - 1]++;
	for (; i < size; i++)
		numbers[i] = numbers[i - 1] + 1;
	return 1;
}

/* When no choice can be left out, a few of the whole list's first choices may still be enough. Try
 * all sets of one, of two and so on. */
static long try_few(struct shrinking *s, unsigned whole_count)
{
	for (unsigned size = 1; size < *s->count && size <= FEW; size++) {
		unsigned numbers[FEW];
		long smaller = 0;

		for (unsigned i = 0; i < size; i++)
			numbers[i] = i;
		do {
			for (unsigned i = 0; i < size; i++)
				attempt[i] = whole[numbers[i]];
			smaller = try_attempt(s, size);
			if (smaller < 0 || s->tries >= TRIES_MAX)
				return smaller < 0 ? smaller : 0;
		} while (!smaller && next_set(numbers, size, whole_count));
	}
	return 0;
}

long shrink(struct explore_choice *choices, unsigned *count, const struct explore_result *wanted,
	long (*try)(struct explore_choice *list, unsigned *count, struct explore_result *result))
{
	struct shrinking s = {.list = choices, .count = count, .wanted = wanted, .try = try};
	unsigned whole_count = *count;
	long error;

	memcpy(whole, choices, whole_count * sizeof(*choices));
	error = leave_out(&s);
	s.tries = 0;
	return error ? error : try_few(&s, whole_count);
}
