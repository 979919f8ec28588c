/* SPDX-License-Identifier: MIT */
/*
 * Every schedule with at most P preemptions.
 */
#include <kernel/explore/schedule/all.h>
#include <lib/assert.h>
#include <lib/string.h>

static bool has(const uint64_t *set, uint32_t thread)
{
	return set[thread / 64] >> thread % 64 & 1;
}

static void put(uint64_t *set, uint32_t thread)
{
	set[thread / 64] |= (uint64_t)1 << thread % 64;
}

static void take(uint64_t *set, uint32_t thread)
{
	set[thread / 64] &= ~((uint64_t)1 << thread % 64);
}

void all_start(struct all *all, uint32_t bound, uint32_t part, uint32_t parts, bool reduce)
{
	DEBUG_ASSERT(part >= 1 && part <= parts);
	all->bound = bound;
	all->is_reduced = reduce;
	all->part = part - 1;
	all->parts = parts;
	all->number = 1;
	all->count = all->depth = 0;
	all->is_cut = all->has_strayed = false;
}

bool all_next(struct all *all)
{
	while (all->count && all->node[all->count - 1].next == ALL_NONE)
		all->count--;
	if (!all->count)
		return false;
	all->node[all->count - 1].chosen = all->node[all->count - 1].next;
	all->depth = all->count;
	all->number++;
	return true;
}

void all_repeat(struct all *all)
{
	all->depth = all->count;
}

uint64_t all_left(const struct all *all)
{
	uint64_t left = 0;

	for (uint32_t i = 0; i < all->count; i++)
		left += all->node[i].next != ALL_NONE;
	return left;
}

static void begin_all(struct schedule *s)
{
	struct all *all = s->all;

	all->at = all->spent = all->places = 0;
	all->deviates = all->redundant = false;
	memset(all->asleep, 0, sizeof(all->asleep));
}

static void add_all(struct schedule *s, uint32_t thread)
{
	memset(s->all->owes[thread], 0, sizeof(s->all->owes[thread]));
}

/* --- Candidates --- */

static bool can_run(const struct schedule *s, uint32_t thread)
{
	return s->thread[thread].enabled || s->thread[thread].timed;
}

/* Could `current` continue, so that a switch is a preemption? */
static bool continues(const struct schedule *s, uint32_t current)
{
	return s->thread[current].enabled && s->thread[current].next.kind != OPERATION_YIELD;
}

/* Has the thread yielded, and another one that can run had no event since? */
static bool owes(const struct schedule *s, uint32_t thread)
{
	const uint64_t *set = s->all->owes[thread];

	for (uint32_t i = 0; i < s->threads; i++)
		if (has(set, i) && s->thread[i].enabled)
			return true;
	return false;
}

static uint32_t cost(const struct schedule *s, uint32_t current, uint32_t thread)
{
	return !s->thread[thread].enabled || (thread != current && continues(s, current));
}

/* The candidates in order: `current`, if it continues, and the others by number after it. This is
 * the one after `last`, or the first if that is SCHEDULE_NOBODY; SCHEDULE_NOBODY: there is none. */
static uint32_t candidate(const struct schedule *s, uint32_t current, uint32_t last)
{
	uint32_t i = last == SCHEDULE_NOBODY ? current : last;

	if (last == SCHEDULE_NOBODY && continues(s, current))
		return current;
	for (;;) {
		i = i + 1 < s->threads ? i + 1 : 0;
		if (i == current)
			return SCHEDULE_NOBODY;
		if (can_run(s, i) && !owes(s, i))
			return i;
	}
}

/* Is it worth a try, if it is within the bound? */
static bool may_try(const struct schedule *s, uint32_t current, uint32_t thread)
{
	return !has(s->all->asleep, thread) &&
	       s->all->spent + cost(s, current, thread) <= s->all->bound;
}

static bool is_in_part(const struct all *all, uint32_t number)
{
	return all->deviates || (all->places + number) % all->parts == all->part;
}

/* The candidate to try first. SCHEDULE_NOBODY: an earlier schedule has had all that follows. */
static uint32_t first_try(const struct schedule *s, uint32_t current)
{
	uint32_t i = candidate(s, current, SCHEDULE_NOBODY);

	if (i == SCHEDULE_NOBODY) /* each thread owes something to another */
		return schedule_default(s, current);
	while (i != SCHEDULE_NOBODY && !may_try(s, current, i))
		i = candidate(s, current, i);
	return i;
}

/* The candidate to try after `last`; ALL_NONE: there is none. */
static uint32_t next_try(const struct schedule *s, uint32_t current, uint32_t last)
{
	uint32_t i = candidate(s, current, last);

	while (i != SCHEDULE_NOBODY && !(may_try(s, current, i) && is_in_part(s->all, i)))
		i = candidate(s, current, i);
	return i == SCHEDULE_NOBODY ? ALL_NONE : i;
}

/* --- Sleep sets --- */

/* An access at an address that is known. */
static bool is_plain_access(const struct operation *operation)
{
	return operation->kind == OPERATION_ACCESS && operation->size;
}

/* Plain accesses conflict also if they count as accesses to one word in behaviours. */
static bool conflicts(const struct operation *a, const struct operation *b)
{
	return schedule_conflicts(a, b) || (a->word == b->word && (a->write || b->write));
}

/* `thread` does its operation: threads wake whose next operation depends on it. */
static void wake(struct schedule *s, uint32_t thread)
{
	const struct schedule_thread *t = &s->thread[thread];
	uint64_t *asleep = s->all->asleep;

	if (!t->pending || !is_plain_access(&t->next)) {
		memset(asleep, 0, sizeof(s->all->asleep));
		return;
	}
	for (uint32_t i = 0; i < s->threads; i++)
		if (has(asleep, i) && conflicts(&s->thread[i].next, &t->next))
			take(asleep, i);
}

/* `current` could continue and was tried first, but now `chosen` runs. */
static void put_to_sleep(struct schedule *s, uint32_t current, uint32_t first, uint32_t chosen)
{
	if (s->all->is_reduced && first == current && chosen != current &&
		is_plain_access(&s->thread[current].next))
		put(s->all->asleep, current);
}

/* --- The path --- */

/* A node that the schedule follows, or a new one with the choice `first`; NULL: it has no room. */
static struct all_node *visit(struct all *all, uint32_t first)
{
	struct all_node *node = &all->node[all->at];

	if (all->at == ALL_NODES_MAX) {
		all->is_cut = true;
		return NULL;
	}
	if (all->at++ >= all->depth) {
		node->chosen = (uint16_t)first;
		all->count = all->at;
	}
	return node;
}

/* Is the node the last one whose choice is known, so that its next choice has to be found? */
static bool is_last(const struct all *all)
{
	return all->at >= all->depth;
}

static uint32_t choose_candidate(struct schedule *s, uint32_t current, uint32_t first)
{
	struct all *all = s->all;
	struct all_node *node;

	if (next_try(s, current, first) == ALL_NONE)
		return first;
	node = visit(all, first);
	if (!node)
		return first;
	if (node->chosen >= s->threads || !can_run(s, node->chosen)) {
		all->has_strayed = true;
		return first;
	}
	if (is_last(all))
		node->next = (uint16_t)next_try(s, current, node->chosen);
	all->deviates |= node->chosen != first;
	return node->chosen;
}

/* Note what `current` owes to the others if it yields, and that `chosen` has an event. */
static void note_turns(struct schedule *s, uint32_t current, uint32_t chosen)
{
	struct all *all = s->all;

	if (s->thread[current].next.kind == OPERATION_YIELD) {
		memset(all->asleep, 0, sizeof(all->asleep));
		for (uint32_t i = 0; i < s->threads; i++)
			if (i != current && s->thread[i].enabled)
				put(all->owes[current], i);
	}
	for (uint32_t i = 0; i < s->threads; i++)
		take(all->owes[i], chosen);
}

static uint32_t choose_all(struct schedule *s, uint32_t current)
{
	struct all *all = s->all;
	uint32_t first = first_try(s, current), chosen;

	all->places++;
	all->redundant |= first == SCHEDULE_NOBODY;
	if (all->redundant)
		return schedule_default(s, current);
	chosen = choose_candidate(s, current, first);
	all->spent += cost(s, current, chosen);
	put_to_sleep(s, current, first, chosen);
	wake(s, chosen);
	note_turns(s, current, chosen);
	return chosen;
}

uint32_t all_pick(struct all *all, uint32_t alternatives)
{
	struct all_node *node;
	uint32_t value = 0;

	DEBUG_ASSERT(alternatives < ALL_NONE);
	all->places++;
	if (all->redundant || all->spent == all->bound || alternatives < 2)
		return 0;
	node = visit(all, 0);
	if (!node)
		return 0;
	value = node->chosen;
	if (is_last(all)) {
		uint32_t next = value + 1;

		while (next < alternatives && !is_in_part(all, next))
			next++;
		node->next = next < alternatives ? (uint16_t)next : ALL_NONE;
	}
	if (!value)
		return 0;
	all->deviates = true;
	all->spent++;
	memset(all->asleep, 0, sizeof(all->asleep));
	return value;
}

static uint32_t stop_all(const struct schedule *s)
{
	bool open = s->enabled > 1;

	for (uint32_t i = 0; i < s->threads && !open; i++)
		open = s->thread[i].timed;
	return open ? s->events + 1 : SCHEDULE_NEVER;
}

const struct schedule_policy policy_all = {EXPLORE_POLICY_ALL, ALL_BOUND_MAX, begin_all, add_all,
	stop_all, choose_all, true};
