/* SPDX-License-Identifier: MIT */
/*
 * Counting a machine's results.
 */
#include "tally.h"
#include "util.h"

static bool is_due(const struct tally *tally, uint64_t seed)
{
	if (tally->shrinks)
		return seed == tally->first && tally->results < 2;
	if (!tally->has_schedules)
		return seed == tally->first && !tally->results;
	return seed >= tally->first && seed <= tally->last &&
	       (!tally->results || seed > tally->last_seed);
}

bool tally_add(struct tally *tally, uint64_t seed, bool ok)
{
	if (!is_due(tally, seed)) {
		tally->not_due++;
		return false;
	}
	tally->results++;
	tally->last_seed = seed;
	tally->last_ok = ok;
	return true;
}

/* The number of results that the job must have. */
static uint64_t expected(const struct tally *tally)
{
	uint64_t all = tally->has_schedules ? tally->last - tally->first + 1 : 1;
	bool may_differ = tally->shrinks || (tally->stops && tally->results && !tally->last_ok);

	return may_differ && tally->announced ? tally->announced : all;
}

char *tally_fault(const struct tally *tally, size_t damaged)
{
	static const char advice[] = "does the program write to /dev/console?";
	uint64_t wanted = expected(tally);

	if (!tally->is_done)
		return NULL;
	if (wanted == tally->results)
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
