/* SPDX-License-Identifier: MIT */
/*
 * The policies, except surw and all.
 *
 *   rr       the running thread continues until it cannot; then the next by number
 *   rw       at each event any enabled thread, all with equal probability
 *   slice:N  the next by number after N events
 *   pct:D    random priorities, the highest runs; D - 1 times, at random events where another
 *            thread could run too, the running thread falls below all others (Burckhardt et al.,
 *            "A randomized scheduler with probabilistic guarantees of finding bugs", ASPLOS 2010)
 *   pos      a random priority for each operation, drawn anew for those that conflict with the
 *            operation just done (Yuan et al., "Partial order aware concurrency sampling", CAV
 *            2018)
 *   all:P    every schedule in turn; all.h describes it
 *   replay   the choices given
 */
#include <kernel/explore/schedule/all.h>
#include <kernel/explore/schedule/policy.h>
#include <kernel/explore/schedule/surw.h>
#include <lib/number.h>
#include <lib/printf.h>
#include <lib/string.h>
#include <uapi/errno.h>

static void begin_default(struct schedule *s)
{
}

static uint32_t choose_default(struct schedule *s, uint32_t current)
{
	return schedule_default(s, current);
}

static uint32_t choose_any(struct schedule *s, uint32_t current)
{
	if (s->thread[current].next.kind == OPERATION_YIELD || !s->thread[current].enabled)
		return schedule_any(s, current);
	return schedule_any(s, SCHEDULE_NOBODY);
}

static uint32_t choose_slice(struct schedule *s, uint32_t current)
{
	uint32_t next = schedule_default(s, current);

	if (next == current && s->events - s->slice_start >= s->spec.parameter)
		next = schedule_next_enabled(s, current);
	if (next != current)
		s->slice_start = s->events;
	return next;
}

static uint32_t stop_slice(const struct schedule *s)
{
	return MAX(s->slice_start + s->spec.parameter, s->events + 1);
}

/* Choose at each step while another thread could run. */
static uint32_t stop_each(const struct schedule *s)
{
	return s->enabled > 1 ? s->events + 1 : SCHEDULE_NEVER;
}

static uint32_t highest(const struct schedule *s)
{
	uint32_t best = SCHEDULE_NOBODY;

	for (uint32_t i = 0; i < s->threads; i++)
		if (s->thread[i].enabled &&
			(best == SCHEDULE_NOBODY ||
				s->thread[i].priority > s->thread[best].priority))
			best = i;
	return best;
}

/* The priorities of pct and pos, from the top: random ones, of pct's new threads and of pos's
 * operations; those of pct's change points, a later one's above an earlier one's; those of threads
 * that have yielded, each below the last, so that all of them get their turn. */
#define PRIORITY_RANDOM ((uint64_t)1 << 63)
#define PRIORITY_CHANGE ((uint64_t)1 << 62)

static uint64_t random_priority(struct schedule *s)
{
	return PRIORITY_RANDOM | prng_next(&s->random) >> 1;
}

static bool yields(const struct schedule_thread *t)
{
	return t->next.kind == OPERATION_YIELD || t->next.kind == OPERATION_SLEEP;
}

static void begin_pct(struct schedule *s)
{
	for (uint32_t i = 0; i + 1 < s->spec.parameter; i++)
		s->change[i] = 1 + prng_below(&s->random, s->profile->open_events);
	s->lowest = PRIORITY_CHANGE;
}

static void add_random(struct schedule *s, uint32_t thread)
{
	s->thread[thread].priority = random_priority(s);
}

static uint32_t choose_pct(struct schedule *s, uint32_t current)
{
	struct schedule_thread *t = &s->thread[current];

	for (uint32_t i = 0; schedule_is_open(s, current) && i + 1 < s->spec.parameter; i++)
		if (s->change[i] == s->open_events)
			t->priority = PRIORITY_CHANGE + i;
	if (yields(t))
		t->priority = --s->lowest;
	return highest(s);
}

static uint32_t stop_pct(const struct schedule *s)
{
	uint32_t stop = SCHEDULE_NEVER;

	for (uint32_t i = 0; s->enabled > 1 && i + 1 < s->spec.parameter; i++)
		if (s->change[i] > s->open_events)
			stop = MIN(stop, s->events + (s->change[i] - s->open_events));
	return stop;
}

static void begin_pos(struct schedule *s)
{
	s->lowest = PRIORITY_CHANGE;
}

static uint32_t choose_pos(struct schedule *s, uint32_t current)
{
	struct schedule_thread *t = &s->thread[current];
	uint32_t chosen;

	t->priority = yields(t) ? --s->lowest : random_priority(s);
	chosen = highest(s);
	for (uint32_t i = 0; i < s->threads; i++)
		if (i != chosen && schedule_conflicts(&s->thread[i].next, &s->thread[chosen].next))
			s->thread[i].priority = random_priority(s);
	return chosen;
}

static const struct schedule_policy policies[] = {
	{EXPLORE_POLICY_RR, 0, begin_default, NULL, NULL, choose_default, true},
	{EXPLORE_POLICY_RW, 0, begin_default, NULL, stop_each, choose_any, false},
	{EXPLORE_POLICY_SLICE, EXPLORE_SLICE_MAX, begin_default, NULL, stop_slice, choose_slice,
		true},
	{EXPLORE_POLICY_PCT, EXPLORE_DEPTH_MAX, begin_pct, add_random, stop_pct, choose_pct, false},
	{EXPLORE_POLICY_POS, 0, begin_pos, add_random, stop_each, choose_pos, false},
	{EXPLORE_POLICY_REPLAY, 0, begin_default, NULL, NULL, NULL, true},
};

static int parse_parameter(struct policy_spec *spec, const char *text)
{
	uint64_t value;

	if (!number_read(&text, 10, &value) || *text || !value ||
		value > spec->policy->parameter_max)
		return -EINVAL;
	spec->parameter = (uint32_t)value;
	return 0;
}

/* The part of `text` before its colon. */
static size_t name_length(const char *text)
{
	const char *colon = strchr(text, ':');

	return colon ? (size_t)(colon - text) : strlen(text);
}

static const struct schedule_policy *find_policy(const char *text)
{
	size_t length = name_length(text);

	for (size_t i = 0; i < ARRAY_SIZE(policies); i++)
		if (strlen(policies[i].name) == length && !memcmp(policies[i].name, text, length))
			return &policies[i];
	if (length == strlen(policy_surw.name) && !memcmp(policy_surw.name, text, length))
		return &policy_surw;
	if (length == strlen(policy_all.name) && !memcmp(policy_all.name, text, length))
		return &policy_all;
	return NULL;
}

void policy_explain(const char *text, char *why, size_t size)
{
	const struct schedule_policy *policy = find_policy(text);

	if (!policy)
		snprintf(why, size, "policy %s: there is no such policy", text);
	else if (policy->parameter_max)
		snprintf(why, size, "policy %s: a number from 1 to %u is needed behind \"%s:\"",
			text, policy->parameter_max, policy->name);
	else
		snprintf(why, size, "policy %s: %s takes no number", text, policy->name);
}

int policy_parse(struct policy_spec *spec, const char *text)
{
	const char *colon = text + name_length(text);

	*spec = (struct policy_spec){.policy = find_policy(text)};
	if (!spec->policy)
		return -EINVAL;
	spec->parameter = spec->policy == &policy_all ? ALL_BOUND_DEFAULT : 0;
	if (spec->parameter && !*colon)
		return 0;
	if (spec->policy->parameter_max)
		return *colon ? parse_parameter(spec, colon + 1) : -EINVAL;
	return *colon ? -EINVAL : 0;
}
