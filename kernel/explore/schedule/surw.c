/* SPDX-License-Identifier: MIT */
/*
 * surw: every order of the interesting operations is about equally likely (Zhao et al.,
 * "Selectively uniform concurrency testing", ASPLOS 2025). A random walk that picks each thread
 * with equal probability favours some orders. So surw draws the thread that does the next
 * interesting operation with a probability proportional to the number that it has left, including
 * those of threads that it has yet to create. The other threads run up to their own next
 * interesting one. Interesting operations are the accesses or, if there are none, all calls. If
 * creating and joining threads counted too, threads created last would hardly ever run early.
 */
#include <kernel/explore/schedule/surw.h>

static void begin_surw(struct schedule *s)
{
	s->intended = SCHEDULE_NOBODY;
}

/* The number of interesting operations to expect of `thread`, by the profile. */
static uint32_t expected(const struct schedule *s, uint32_t thread)
{
	const struct schedule_profile *p = s->profile;

	if (thread >= p->threads)
		return 1;
	return p->operations[thread];
}

static bool is_interesting(const struct schedule *s, const struct operation *next)
{
	return schedule_is_access(next) ||
	       (next->kind == OPERATION_SYNC && !s->profile->has_accesses);
}

/* Will `thread`, which is not created yet, descend from `ancestor`? */
static bool descends(const struct schedule *s, uint32_t thread, uint32_t ancestor)
{
	const struct schedule_profile *p = s->profile;

	while (thread >= s->threads && thread)
		thread = p->parent[thread];
	return thread == ancestor;
}

/* The weight of `thread` in the draw. Each thread adds one, as the profile may have seen too few
 * operations. */
static uint32_t weight(const struct schedule *s, uint32_t thread)
{
	uint32_t sum = s->thread[thread].left + 1;

	for (uint32_t i = s->threads; i < s->profile->threads; i++)
		if (descends(s, i, thread))
			sum += expected(s, i) + 1;
	return sum;
}

/* If the parent is the intended thread, it was drawn on behalf of the new thread too: draw between
 * the two. */
static void add_surw(struct schedule *s, uint32_t thread)
{
	uint32_t parent = s->thread[thread].parent, own;

	s->thread[thread].left = expected(s, thread);
	if (s->intended != parent || thread == parent)
		return;
	own = weight(s, thread);
	if (prng_below(&s->random, own + weight(s, parent)) < own)
		s->intended = thread;
}

static uint32_t draw_intended(struct schedule *s)
{
	uint32_t sum = 0, at;

	for (uint32_t i = 0; i < s->threads; i++)
		if (s->thread[i].enabled)
			sum += weight(s, i);
	at = prng_below(&s->random, sum);
	for (uint32_t i = 0;; i++) {
		uint32_t own = s->thread[i].enabled ? weight(s, i) : 0;

		if (at < own)
			return i;
		at -= own;
	}
}

static bool is_candidate(const struct schedule *s, uint32_t thread)
{
	return s->thread[thread].enabled &&
	       (thread == s->intended || !is_interesting(s, &s->thread[thread].next));
}

/* A random candidate, all with equal probability. The intended thread is always one. */
static uint32_t any_candidate(struct schedule *s)
{
	uint32_t count = 0, nth;

	for (uint32_t i = 0; i < s->threads; i++)
		count += is_candidate(s, i);
	nth = prng_below(&s->random, count);
	for (uint32_t i = 0;; i++)
		if (is_candidate(s, i) && !nth--)
			return i;
}

static uint32_t choose_surw(struct schedule *s, uint32_t current)
{
	struct schedule_thread *t;
	uint32_t chosen;

	if (s->thread[current].next.kind == OPERATION_YIELD && s->intended == current)
		s->intended = SCHEDULE_NOBODY;
	if (s->intended == SCHEDULE_NOBODY || !s->thread[s->intended].enabled)
		s->intended = draw_intended(s);
	chosen = any_candidate(s);
	if (chosen == current && s->thread[current].next.kind == OPERATION_YIELD)
		chosen = schedule_any(s, current);
	t = &s->thread[chosen];
	if (is_interesting(s, &t->next) && t->left)
		t->left--;
	if (chosen == s->intended && is_interesting(s, &t->next))
		s->intended = SCHEDULE_NOBODY;
	return chosen;
}

static uint32_t stop_surw(const struct schedule *s)
{
	return s->enabled > 1 ? s->events + 1 : SCHEDULE_NEVER;
}

const struct schedule_policy policy_surw = {EXPLORE_POLICY_SURW, 0, begin_surw, add_surw, stop_surw,
	choose_surw, false};
