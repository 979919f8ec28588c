/* SPDX-License-Identifier: MIT */
/*
 * Choices of a schedule.
 */
#include <kernel/explore/schedule/all.h>
#include <kernel/explore/schedule/choice.h>
#include <kernel/explore/schedule/policy.h>
#include <lib/assert.h>
#include <lib/string.h>

#define PICK_STREAM 0x7069636b /* any number: the picks' random numbers are not the switches' */

void choice_begin(struct schedule *s, uint64_t seed)
{
	prng_seed(&s->pick_random, seed ^ (uint64_t)PICK_STREAM << 32);
}

const struct choice *choice_given(struct schedule *s, uint32_t thread,
	enum explore_choice_kind kind, uint32_t order)
{
	struct schedule_thread *t = &s->thread[thread];
	bool first = true;

	for (uint32_t i = t->given_at; i < s->given_count; i++) {
		const struct choice *c = &s->given[i];

		if (c->from != thread || c->own < t->events)
			continue;
		if (first)
			t->given_at = i;
		first = false;
		if (c->own > t->events)
			return NULL;
		if (c->kind == kind && c->order == order)
			return c;
	}
	if (first)
		t->given_at = s->given_count;
	return NULL;
}

void choice_record(struct schedule *s, uint32_t thread, enum explore_choice_kind kind,
	uint32_t value, uint32_t order)
{
	if (s->made_count < s->made_room)
		s->made[s->made_count] = (struct choice){
			.event = s->events,
			.kind = kind,
			.value = value,
			.from = thread,
			.own = s->thread[thread].events,
			.order = order,
		};
	s->made_count++;
}

/* How many picks of `kind` the thread has had at its present event, before this one. */
static uint32_t count_pick(struct schedule_thread *t, enum explore_choice_kind kind)
{
	if (t->picks_event != t->events) {
		memset(t->picks, 0, sizeof(t->picks));
		t->picks_event = t->events;
	}
	return t->picks[kind]++;
}

static uint32_t draw(struct schedule *s, uint32_t alternatives, uint32_t chance)
{
	if (prng_below(&s->pick_random, SCHEDULE_CERTAIN) >= chance)
		return 0;
	return 1 + prng_below(&s->pick_random, alternatives - 1);
}

uint32_t schedule_pick(struct schedule *s, uint32_t thread, enum explore_choice_kind kind,
	uint32_t alternatives, uint32_t chance)
{
	uint32_t order, value = 0;

	DEBUG_ASSERT(thread < s->threads && kind < EXPLORE_CHOICE_KINDS && kind);
	DEBUG_ASSERT(alternatives && chance <= SCHEDULE_CERTAIN);
	order = count_pick(&s->thread[thread], kind);
	if (!s->spec.policy->choose) {
		const struct choice *c = choice_given(s, thread, kind, order);

		/* After others were left out, there may be fewer alternatives than there were. */
		value = c && c->value < alternatives ? c->value : 0;
	} else if (s->spec.policy == &policy_all) {
		value = all_pick(s->all, alternatives);
	} else if (!s->spec.policy->is_plain && alternatives > 1) {
		value = draw(s, alternatives, chance);
	}
	if (!value)
		return 0;
	choice_record(s, thread, kind, value, order);
	schedule_note(s, (uint64_t)kind << 32 | value);
	schedule_note(s, (uint64_t)s->thread[thread].events << 32 | order);
	return value;
}
