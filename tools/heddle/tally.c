/* SPDX-License-Identifier: MIT */
/*
 * Counting a machine's results.
 */
#include "tally.h"
#include "util.h"
#include <user/cells.h>

/* The number of the share's seeds with indexes from `from` to below `to`. */
static uint64_t owned(const struct tally *tally, uint64_t from, uint64_t to)
{
	return cell_count(to, tally->share, tally->shares) -
	       cell_count(from, tally->share, tally->shares);
}

static bool is_due(const struct tally *tally, uint64_t seed, uint64_t count)
{
	uint64_t index = seed - tally->first;

	if (tally->shrinks)
		return count == 1 && seed == tally->first && tally->results < 2;
	if (!tally->has_schedules)
		return count == 1 && seed == tally->first && !tally->results;
	return seed >= tally->first && seed <= tally->last && count &&
	       count - 1 <= tally->last - seed && index >= tally->next &&
	       cell_of(index) == cell_of(index + count - 1) && owned(tally, index, index + 1);
}

bool tally_add(struct tally *tally, uint64_t seed, uint64_t count, bool ok)
{
	uint64_t index = seed - tally->first;

	if (!is_due(tally, seed, count)) {
		tally->not_due++;
		return false;
	}
	if (tally->has_schedules && !tally->shrinks)
		tally->missing += owned(tally, tally->next, index);
	tally->next = index + count;
	tally->results += count;
	tally->last_ok = ok;
	return true;
}

/* The number of results that must have arrived by now. */
static uint64_t expected(const struct tally *tally)
{
	uint64_t seen = tally->results + tally->missing;
	bool may_differ = tally->shrinks || (tally->may_end && tally->has_schedules) ||
			  (tally->stops && tally->results && !tally->last_ok);

	if (!tally->is_done)
		return seen;
	if (may_differ && tally->announced)
		return tally->announced;
	if (!tally->has_schedules)
		return 1;
	return seen + owned(tally, tally->next, tally->last - tally->first + 1);
}

char *tally_fault(const struct tally *tally, size_t damaged)
{
	static const char advice[] = "does the program write to /dev/console?";
	uint64_t wanted = expected(tally);

	if (tally->is_done && wanted == tally->results)
		wanted = tally->announced;
	if (wanted != tally->results)
		return xasprintf("the machine reported %ju of %ju schedules: %s",
			(uintmax_t)tally->results, (uintmax_t)wanted, advice);
	if (tally->not_due)
		return xasprintf("the machine reported %ju schedule%s that did not run: %s",
			(uintmax_t)tally->not_due, tally->not_due == 1 ? "" : "s", advice);
	if (damaged)
		return xasprintf("%zu of the machine's lines cannot be read: %s", damaged, advice);
	return NULL;
}
