/* SPDX-License-Identifier: MIT */
/*
 * Deadlines that pass early.
 */
#include <kernel/explore/schedule/late.h>
#include <kernel/explore/schedule/policy.h>
#include <lib/assert.h>

#define LATE_ONE_IN  4 /* waits with a deadline */
#define TIMER_ONE_IN 2 /* other timers */

void late_begin(struct schedule *s, uint64_t seed)
{
	prng_seed(&s->late_random, ~seed);
}

/* The logarithm of a number of events, up to the length of the program: each power of two is as
 * likely. */
static uint32_t draw_bits(struct schedule *s)
{
	uint32_t bits = 1;

	while (s->profile->open_events >> bits && bits < 30)
		bits++;
	return prng_below(&s->late_random, bits + 1);
}

/* The event at which the deadline of a wait that begins now passes; 0: not early. */
static uint32_t draw(struct schedule *s)
{
	if (prng_below(&s->late_random, LATE_ONE_IN))
		return 0;
	return MAX(1u, s->events) + prng_below(&s->late_random, 1u << draw_bits(s));
}

uint32_t late_chance(struct schedule *s)
{
	return prng_below(&s->late_random, TIMER_ONE_IN) ? 0 : SCHEDULE_CERTAIN >> draw_bits(s);
}

void schedule_time(struct schedule *s, uint32_t thread, bool timed)
{
	struct schedule_thread *t = &s->thread[thread];

	DEBUG_ASSERT(thread < s->threads && !(timed && t->enabled));
	if (t->timed == timed)
		return;
	t->timed = timed;
	t->late = timed && !s->spec.policy->is_plain ? draw(s) : 0;
}

uint32_t late_first(const struct schedule *s)
{
	uint32_t first = SCHEDULE_NOBODY;

	for (uint32_t i = 0; i < s->threads; i++)
		if (s->thread[i].timed && s->thread[i].late &&
			(first == SCHEDULE_NOBODY || s->thread[i].late < s->thread[first].late))
			first = i;
	return first;
}

uint32_t late_thread(const struct schedule *s)
{
	uint32_t first = late_first(s);

	return first == SCHEDULE_NOBODY || s->thread[first].late > s->events ? SCHEDULE_NOBODY
									     : first;
}

uint32_t late_stop(const struct schedule *s)
{
	uint32_t first = late_first(s);

	return first == SCHEDULE_NOBODY ? SCHEDULE_NEVER
					: MAX(s->thread[first].late, s->events + 1);
}

/* With pct, the thread continues with the priority of a new one, with pos it runs soon. */
void late_wake(struct schedule *s, uint32_t thread)
{
	DEBUG_ASSERT(s->thread[thread].timed);
	schedule_enable(s, thread, true);
	s->thread[thread].priority = (uint64_t)1 << 63 | prng_next(&s->late_random) >> 1;
}
