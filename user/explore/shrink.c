/* SPDX-License-Identifier: MIT */
/*
 * Delta debugging (Zeller and Hildebrandt, 2002): leave out larger parts first, then smaller ones.
 * A list that still fails is replaced by the choices that its run really made, so that choices
 * without effect disappear at once.
 */
#include "shrink.h"
#include <lib/string.h>

#define FEW       3
#define FEW_TRIES 4096 /* at most, of sets of a few choices */
#define MOVES     8    /* a choice is moved by up to that many events */
#define ORDERS    2    /* and to that many events between two of these */
#define REPORT    100  /* tries between two reports of the progress */

static struct explore_choice attempt[EXPLORE_CHOICES_MAX], whole[EXPLORE_CHOICES_MAX];
static struct explore_choice altered[EXPLORE_CHOICES_MAX];

struct shrinking {
	struct explore_choice *list; /* the smallest so far */
	unsigned *count;
	const struct explore_result *wanted;
	const struct shrink_driver *driver;
	unsigned tries;
};

static int same_failure(const struct explore_result *a, const struct explore_result *b)
{
	return a->verdict == b->verdict && a->status == b->status && a->place == b->place;
}

/* Run with the first `kept` choices of `attempt`. If that fails in the same way and makes fewer
 * choices, these become the list: 1. Otherwise 0, or -errno. */
static long try_attempt(struct shrinking *s, unsigned kept)
{
	struct explore_result result;
	long error = s->driver->try(attempt, &kept, &result);

	if (++s->tries % REPORT == 0)
		s->driver->report(s->tries, *s->count);
	if (error)
		return error;
	if (!same_failure(&result, s->wanted) || kept >= *s->count)
		return 0;
	memcpy(s->list, attempt, kept * sizeof(*attempt));
	*s->count = kept;
	return 1;
}

/* Try `list`, which is as long as s->list, without [from, to). */
static long try_without(struct shrinking *s, const struct explore_choice *list, unsigned from,
	unsigned to)
{
	unsigned kept = 0;

	for (unsigned i = 0; i < *s->count; i++)
		if (i < from || i >= to)
			attempt[kept++] = list[i];
	return try_attempt(s, kept);
}

static long leave_out(struct shrinking *s)
{
	unsigned parts = 1;

	while (*s->count && s->tries < SHRINK_TRIES_MAX) {
		unsigned length = (*s->count + parts - 1) / parts;
		long smaller = 0;

		for (unsigned from = 0; from < *s->count && !smaller; from += length)
			smaller = try_without(s, s->list, from, from + length);
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
	unsigned first = s->tries;
	long smaller = 0;

	for (unsigned size = 1; size < *s->count && size <= FEW && !smaller; size++) {
		unsigned numbers[FEW];

		for (unsigned i = 0; i < size; i++)
			numbers[i] = i;
		do {
			for (unsigned i = 0; i < size; i++)
				attempt[i] = whole[numbers[i]];
			smaller = try_attempt(s, size);
			if (s->tries - first >= FEW_TRIES)
				return smaller;
		} while (!smaller && next_set(numbers, size, whole_count));
	}
	return smaller;
}

/* Try the list `altered`, which differs in choice `i`, whole and without each other choice. */
static long try_altered(struct shrinking *s, unsigned i)
{
	long smaller = try_without(s, altered, 0, 0);

	for (unsigned j = 0; j < *s->count && !smaller; j++)
		if (j != i)
			smaller = try_without(s, altered, j, j + 1);
	return smaller;
}

/* Move choice `i` to another of its thread's own events or, a switch, to one between them. */
static long try_moves(struct shrinking *s, unsigned i)
{
	struct explore_choice choice = s->list[i];
	bool is_switch = choice.kind == EXPLORE_CHOICE_SWITCH;
	long smaller = 0;

	for (uint32_t by = 1; by <= MOVES && !smaller; by++) {
		altered[i].order = is_switch ? 0 : choice.order;
		altered[i].own = choice.own + by;
		smaller = try_altered(s, i);
		altered[i].own = choice.own - by;
		if (!smaller && choice.own > by)
			smaller = try_altered(s, i);
	}
	altered[i].own = choice.own;
	for (uint32_t order = 0; is_switch && order <= ORDERS && !smaller; order++) {
		altered[i].order = order;
		if (order != choice.order)
			smaller = try_altered(s, i);
	}
	altered[i] = choice;
	return smaller;
}

/* Alter choice `i` in each way: another event of the same thread, or another thread that runs. */
static long try_alterations(struct shrinking *s, unsigned i)
{
	struct explore_choice choice = s->list[i];
	long smaller;

	memcpy(altered, s->list, *s->count * sizeof(*altered));
	smaller = try_moves(s, i);
	if (choice.kind != EXPLORE_CHOICE_SWITCH)
		return smaller;
	for (uint32_t thread = 0; thread < s->wanted->threads && !smaller; thread++) {
		altered[i].value = thread;
		if (thread != choice.value && thread != choice.from)
			smaller = try_altered(s, i);
	}
	return smaller;
}

/* When no choice can be left out, fewer may suffice if one of them is another. */
static long try_others(struct shrinking *s)
{
	for (unsigned i = 0; i<*s->count && * s->count> 1; i++) {
		long smaller = s->tries < SHRINK_TRIES_MAX ? try_alterations(s, i) : 0;

		if (smaller)
			return smaller;
	}
	return 0;
}

long shrink(struct explore_choice *choices, unsigned *count, const struct explore_result *wanted,
	const struct shrink_driver *driver)
{
	struct shrinking s = {choices, count, wanted, driver, 0};
	unsigned whole_count = *count;
	long again;

	memcpy(whole, choices, whole_count * sizeof(*choices));
	do {
		again = leave_out(&s);
		if (!again)
			again = try_few(&s, whole_count);
		if (!again)
			again = try_others(&s);
	} while (again > 0 && s.tries < SHRINK_TRIES_MAX);
	return again < 0 ? again : s.tries >= SHRINK_TRIES_MAX;
}
