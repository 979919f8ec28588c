/* SPDX-License-Identifier: MIT */
/*
 * Accesses that are no events: a set, since several runs find the same.
 */
#include <kernel/explore/record_set.h>
#include <kernel/explore/session.h>
#include <kernel/explore/unwatched.h>
#include <lib/string.h>
#include <uapi/errno.h>

struct unwatched {
	uint64_t pc;
};

static struct record_set found = RECORD_SET(struct unwatched, sizeof(uint64_t));
static uint32_t counts[EXPLORE_UNWATCHED_KINDS];
static uint64_t places[EXPLORE_UNWATCHED_PLACES];
static uint32_t place_count;

int unwatched_add(enum explore_unwatched why, uintptr_t pc)
{
	uint64_t key = pc;

	DEBUG_ASSERT(may_sleep());
	if (record_set_find(&found, &key))
		return 0;
	counts[why]++;
	if (place_count < ARRAY_SIZE(places))
		places[place_count++] = pc;
	return record_set_add(&found, &key) ? 0 : -ENOMEM;
}

void unwatched_report(struct explore_result *result)
{
	memcpy(result->unwatched, counts, sizeof(counts));
	memcpy(result->unwatched_pc, places, sizeof(places));
}
