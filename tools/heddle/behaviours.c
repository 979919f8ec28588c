/* SPDX-License-Identifier: MIT */
/*
 * Counting behaviours. The probability that the next schedule has a new one is estimated by the
 * part of the schedules whose behaviour occurred once (Good, "The population frequencies of species
 * and the estimation of population parameters", Biometrika 1953, after Turing).
 */
#include "behaviours.h"
#include "json_bytes.h"
#include "lines.h"
#include "util.h"
#include <stdlib.h>
#include <string.h>

#define ROOM_FIRST 1024 /* a power of two */
#define HEX        "%016jx"

/* The slot of a behaviour, or the free one where it belongs. */
static struct behaviour_count *find(const struct behaviours *b, uint64_t behaviour)
{
	size_t at = behaviour & (b->room - 1);

	while (b->slots[at].behaviour && b->slots[at].behaviour != behaviour)
		at = (at + 1) & (b->room - 1);
	return &b->slots[at];
}

/* Make a table of `room` slots, with the behaviours below the limit. */
static void rebuild(struct behaviours *b, size_t room)
{
	struct behaviour_count *old = b->slots;
	size_t old_room = b->room;

	b->slots = xrealloc(NULL, room * sizeof(*b->slots));
	memset(b->slots, 0, room * sizeof(*b->slots));
	b->room = room;
	b->filled = 0;
	for (size_t i = 0; i < old_room; i++) {
		if (!old[i].behaviour || (b->limit && old[i].behaviour >= b->limit))
			continue;
		*find(b, old[i].behaviour) = old[i];
		b->filled++;
	}
	free(old);
}

static void set_limit(struct behaviours *b, uint64_t limit)
{
	b->limit = limit;
	rebuild(b, b->room ? b->room : ROOM_FIRST);
}

static void insert(struct behaviours *b, uint64_t behaviour, uint64_t count)
{
	struct behaviour_count *slot;

	if (b->limit && behaviour >= b->limit)
		return;
	if (2 * b->filled >= b->room)
		rebuild(b, b->room ? 2 * b->room : ROOM_FIRST);
	slot = find(b, behaviour);
	b->filled += !slot->behaviour;
	slot->behaviour = behaviour;
	slot->count += count;
	while (b->filled > BEHAVIOURS_MAX)
		set_limit(b, b->limit ? b->limit / 2 : UINT64_C(1) << 63);
}

void behaviours_add(struct behaviours *b, uint64_t behaviour, uint64_t count)
{
	if (!behaviour)
		return;
	b->schedules += count;
	insert(b, behaviour, count);
}

void behaviours_free(struct behaviours *b)
{
	free(b->slots);
	*b = (struct behaviours){0};
}

/* The number of behaviours that occurred once. */
static uint64_t single(const struct behaviours *b)
{
	uint64_t count = 0;

	for (size_t i = 0; i < b->room; i++)
		count += b->slots[i].behaviour && b->slots[i].count == 1;
	return count;
}

void behaviours_print(const struct behaviours *b, uint64_t schedules, bool estimates, FILE *out)
{
	double kept = b->limit ? (double)b->limit / 0x1p64 : 1, percent;

	if (schedules < 2 || b->schedules != schedules)
		return;
	percent = 100 * (double)single(b) / kept / (double)schedules;
	fprintf(out, "%ju schedules, %s%.0f behaviour%s%s", (uintmax_t)schedules,
		b->limit ? "about " : "", (double)b->filled / kept, b->filled == 1 ? "" : "s",
		estimates ? "; " : "\n");
	if (!estimates)
		return;
	if (percent > 0)
		fprintf(out, "about %.*f %% of further schedules would be new\n",
			percent < 1 ? 2 : 0, percent);
	else /* the bound of 95 %, "rule of three" */
		fprintf(out, "less than %.2g %% of further schedules would be new\n",
			300 / (double)schedules > 100 ? 100 : 300 / (double)schedules);
}

void behaviours_to_json(const struct behaviours *b, json_t *json)
{
	json_t *counts = json_object();
	char hex[17];

	for (size_t i = 0; i < b->room; i++) {
		if (!b->slots[i].behaviour)
			continue;
		snprintf(hex, sizeof(hex), HEX, (uintmax_t)b->slots[i].behaviour);
		json_object_set_new(counts, hex, json_integer((json_int_t)b->slots[i].count));
	}
	json_object_set_new(json, "behaviours", counts);
	json_object_set_new(json, "behaviours_of", json_integer((json_int_t)b->schedules));
	if (!b->limit)
		return;
	snprintf(hex, sizeof(hex), HEX, (uintmax_t)b->limit);
	json_object_set_new(json, "behaviours_below", json_string(hex));
}

void behaviours_from_json(struct behaviours *b, const json_t *json)
{
	uint64_t limit = strtoull(line_text(json, "behaviours_below"), NULL, 16);
	const json_t *count;
	const char *hex;

	b->schedules += line_number(json, "behaviours_of");
	if (limit && (!b->limit || limit < b->limit))
		set_limit(b, limit);
	json_object_foreach((json_t *)json_object_get(json, "behaviours"), hex, count)
		insert(b, strtoull(hex, NULL, 16), (uint64_t)json_integer_value(count));
}
