/* SPDX-License-Identifier: MIT */
/*
 * Schedules: the part that all policies share.
 */
#include <kernel/explore/schedule/behaviour.h>
#include <kernel/explore/schedule/choice.h>
#include <kernel/explore/schedule/late.h>
#include <kernel/explore/schedule/policy.h>
#include <kernel/explore/schedule/uses.h>
#include <lib/assert.h>
#include <lib/string.h>

void schedule_note(struct schedule *s, uint64_t value)
{
	/* FNV-1a (Fowler, Noll, Vo), by words; the shift mixes high bits into the low ones. */
	s->hash = (s->hash ^ value) * 0x100000001b3;
	s->hash ^= s->hash >> 32;
}

uint32_t schedule_next_enabled(const struct schedule *s, uint32_t from)
{
	uint32_t i = from;

	do {
		i = i + 1 < s->threads ? i + 1 : 0;
	} while (i != from && !s->thread[i].enabled);
	return i;
}

uint32_t schedule_any(struct schedule *s, uint32_t except)
{
	bool counted = except < s->threads && s->thread[except].enabled;
	uint32_t others = s->enabled - counted, nth;

	if (!others)
		return except;
	nth = prng_below(&s->random, others);
	for (uint32_t i = 0;; i++)
		if (i != except && s->thread[i].enabled && !nth--)
			return i;
}

void schedule_begin(struct schedule *s, const struct policy_spec *spec,
	const struct schedule_profile *profile, uint64_t seed)
{
	s->spec = *spec;
	s->profile = profile;
	s->seed = seed;
	prng_seed(&s->random, seed);
	late_begin(s, seed);
	choice_begin(s, seed);
	s->threads = s->enabled = s->events = s->open_events = 0;
	s->hash = 0xcbf29ce484222325;
	s->alike = s->slice_start = 0;
	s->made_count = s->running = s->last = 0;
	if (s->behaviour)
		behaviour_begin(s->behaviour);
	spec->policy->begin(s);
	schedule_add(s, 0);
}

uint32_t schedule_add(struct schedule *s, uint32_t parent)
{
	uint32_t number = s->threads;
	struct schedule_thread *t = &s->thread[number];

	if (number == SCHEDULE_THREADS_MAX)
		return SCHEDULE_NOBODY;
	*t = (struct schedule_thread){
		.enabled = true,
		.next.kind = OPERATION_START,
		.parent = (uint16_t)parent,
	};
	s->threads++;
	s->enabled++;
	if (s->behaviour)
		behaviour_add(s->behaviour, number, parent);
	if (s->spec.policy->add)
		s->spec.policy->add(s, number);
	return number;
}

void schedule_reach(struct schedule *s, uint32_t current, uint64_t event)
{
	uint32_t passed;

	DEBUG_ASSERT(current < s->threads);
	if (event <= s->events + 1)
		return;
	passed = (uint32_t)MIN(event - 1, (uint64_t)SCHEDULE_NEVER - 1) - s->events;
	s->events += passed;
	if (s->enabled > 1)
		s->open_events += passed;
	s->thread[current].events += passed;
	s->thread[current].reached += passed;
	s->thread[current].accesses += passed;
	if (passed)
		s->thread[current].varied = 0;
}

/* The event of the running thread's next given choice. */
static uint32_t stop_given(const struct schedule *s)
{
	const struct schedule_thread *t = &s->thread[s->running];

	for (uint32_t i = t->given_at; i < s->given_count; i++)
		if (s->given[i].from == s->running && s->given[i].own > t->events)
			return s->events + (s->given[i].own - t->events);
	return SCHEDULE_NEVER;
}

uint32_t schedule_stop(const struct schedule *s)
{
	uint32_t stop = late_stop(s);

	if (!s->spec.policy->choose)
		return stop_given(s);
	return s->spec.policy->stop ? MIN(stop, s->spec.policy->stop(s)) : stop;
}

void schedule_enable(struct schedule *s, uint32_t thread, bool enabled)
{
	DEBUG_ASSERT(thread < s->threads);
	if (s->thread[thread].enabled == enabled)
		return;
	s->thread[thread].enabled = enabled;
	s->enabled += enabled ? 1 : -1u;
	if (enabled)
		s->thread[thread].timed = false;
}

uint32_t schedule_default(const struct schedule *s, uint32_t current)
{
	const struct schedule_thread *t = &s->thread[current];

	if (t->enabled && t->next.kind != OPERATION_YIELD)
		return current;
	return schedule_next_enabled(s, current);
}

bool schedule_is_open(const struct schedule *s, uint32_t current)
{
	const struct schedule_thread *t = &s->thread[current];

	return s->enabled > 1 && t->enabled && t->next.kind != OPERATION_YIELD;
}

bool schedule_is_access(const struct operation *operation)
{
	return operation->kind == OPERATION_ACCESS || operation->kind == OPERATION_STEP;
}

bool schedule_uses_word(const struct operation *operation)
{
	return operation->word &&
	       (operation->kind == OPERATION_ACCESS || operation->kind == OPERATION_SYNC);
}

/* A thread that accesses the same word again and again waits for another thread to change it: treat
 * the access as a yield. */
static void suspect_spin(struct schedule *s, struct schedule_thread *t,
	const struct operation *next)
{
	bool alike = next->kind == OPERATION_ACCESS && next->word == t->next.word &&
		     t->next.kind != OPERATION_BLOCK && t->next.kind != OPERATION_SLEEP;

	s->alike = alike ? s->alike + 1 : 0;
	t->alike = alike ? t->alike + 1 : 0;
	t->next = *next;
	if (s->alike >= SPIN_EVENTS) {
		t->next.kind = OPERATION_YIELD;
		s->alike = 0;
	}
}

/* If some choices of a recorded schedule were left out, one that remains may name a thread that
 * cannot run now. Then the next thread runs instead. */
static uint32_t choose_given(struct schedule *s, uint32_t current, uint32_t usual)
{
	const struct choice *c =
		choice_given(s, current, EXPLORE_CHOICE_SWITCH, s->thread[current].varied);

	if (!c)
		return usual;
	if (c->value < s->threads && (s->thread[c->value].enabled || s->thread[c->value].timed))
		return c->value;
	return schedule_next_enabled(s, current);
}

/* `thread` continues: it does its operation, if it has not. */
static void proceed(struct schedule *s, uint32_t thread)
{
	struct schedule_thread *t = &s->thread[thread];

	if (s->behaviour && t->pending)
		behaviour_do(s->behaviour, thread, &t->announced);
	t->pending = false;
	s->running = thread;
}

static void count_event(struct schedule *s, uint32_t thread, bool varies)
{
	struct schedule_thread *t = &s->thread[thread];

	s->events++;
	t->reached++;
	t->events += !varies;
	t->varied = varies ? t->varied + 1 : 0;
	s->last = thread;
}

uint32_t schedule_choose(struct schedule *s, uint32_t current, const struct operation *next)
{
	uint32_t usual, chosen;

	DEBUG_ASSERT(current < s->threads);
	count_event(s, current, next->varies);
	s->thread[current].accesses += schedule_is_access(next);
	if (s->uses && schedule_uses_word(next))
		uses_add(s->uses, current, next->word);
	s->thread[current].announced = *next;
	s->thread[current].pending = true;
	suspect_spin(s, &s->thread[current], next);
	if (!s->enabled)
		return SCHEDULE_NOBODY;
	s->open_events += schedule_is_open(s, current);
	usual = schedule_default(s, current);
	chosen = late_thread(s);
	if (chosen == SCHEDULE_NOBODY && s->spec.policy->choose)
		chosen = s->spec.policy->choose(s, current);
	else if (chosen == SCHEDULE_NOBODY)
		chosen = choose_given(s, current, usual);
	if (chosen != usual)
		choice_record(s, current, EXPLORE_CHOICE_SWITCH, chosen, s->thread[current].varied);
	if (chosen != current)
		s->alike = 0;
	if (s->thread[chosen].timed)
		late_wake(s, chosen);
	proceed(s, chosen);
	return chosen;
}

uint32_t schedule_choose_late(struct schedule *s, uint32_t first)
{
	const struct choice *c;
	uint32_t chosen;

	DEBUG_ASSERT(!s->enabled && s->last < s->threads);
	count_event(s, s->last, true);
	c = choice_given(s, s->last, EXPLORE_CHOICE_SWITCH, s->thread[s->last].varied);
	if (c)
		chosen = c->value < s->threads && s->thread[c->value].timed ? c->value
									    : SCHEDULE_NOBODY;
	else
		chosen = late_first(s);
	if (chosen == SCHEDULE_NOBODY || chosen == first)
		return SCHEDULE_NOBODY;
	choice_record(s, s->last, EXPLORE_CHOICE_SWITCH, chosen, s->thread[s->last].varied);
	late_wake(s, chosen);
	s->running = chosen;
	return chosen;
}
