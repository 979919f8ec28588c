/* SPDX-License-Identifier: MIT */
/*
 * surw: the orders of the interesting operations are all equally likely (Zhao et al., "Selectively
 * uniform concurrency testing", ASPLOS 2025). A random walk that picks each thread with equal
 * probability favours some orders. So surw draws the thread that does the next interesting
 * operation with a probability proportional to the number that it has left. A thread that does not
 * exist yet is drawn, too. The drawn thread, or until then its youngest ancestor, is intended. The
 * other threads run up to their own next interesting operation.
 *
 * Interesting are in each schedule the uses of one word, the target, which is drawn with a
 * probability proportional to its uses. Locks and futexes are words too. Some bugs need an order of
 * the uses of many words, such as a ring of locks. So, unlike in the publication, in one of five
 * schedules, and without such words in all, all accesses are interesting or, if there are none, all
 * calls. If creating and joining threads counted too, threads created last would hardly ever run
 * early.
 *
 * The target and the first thread come from the seed's place in a Kronecker sequence (the fractions
 * of multiples of the golden ratio), not from the random numbers. So each is as likely as without,
 * but successive seeds spread over all targets and first threads, and none waits long for its turn.
 */
#include <kernel/explore/schedule/surw.h>

#define SURW_ALL UINT32_MAX
#define PATIENCE 1000 /* events */

/* The number of interesting operations to expect of `thread`, by the profile. */
static uint32_t expected(const struct schedule *s, uint32_t thread)
{
	const struct schedule_profile *p = s->profile;

	if (s->target != SURW_ALL)
		return p->word[s->target].count[thread];
	return thread < p->threads ? p->operations[thread] : 1;
}

/* Is it one of the words that the profile adds up? */
static bool is_unlisted(const struct schedule_profile *p, uintptr_t word)
{
	for (uint32_t i = 0; i < p->words; i++)
		if (p->word[i].word == word)
			return false;
	return true;
}

static bool is_interesting(const struct schedule *s, const struct operation *next)
{
	const struct schedule_profile *p = s->profile;

	if (s->target == SCHEDULE_WORDS_MAX)
		return schedule_uses_word(next) && is_unlisted(p, next->word);
	if (s->target != SURW_ALL)
		return schedule_uses_word(next) && next->word == p->word[s->target].word;
	return schedule_is_access(next) || (next->kind == OPERATION_SYNC && !p->has_accesses);
}

/* The youngest ancestor of `thread` that exists; `thread` itself if it does. */
static uint32_t existing(const struct schedule *s, uint32_t thread)
{
	while (thread >= s->threads)
		thread = s->profile->parent[thread];
	return thread;
}

/* The weight of `thread` in the draw: 0 if it cannot be intended. A thread that is about to do more
 * than the profile has seen counts. */
static uint32_t weight(const struct schedule *s, uint32_t thread)
{
	const struct schedule_thread *t = &s->thread[thread];

	if (!s->thread[existing(s, thread)].enabled)
		return 0;
	if (thread >= s->threads)
		return expected(s, thread);
	return t->left ? t->left : is_interesting(s, &t->next);
}

/* All threads that exist, or existed in the profile. */
static uint32_t known_threads(const struct schedule *s)
{
	return MAX(s->threads, s->profile->threads);
}

static void intend(struct schedule *s, uint32_t thread)
{
	s->wanted = thread;
	s->intended = existing(s, thread);
	s->waited = 0;
}

static void draw_intended(struct schedule *s)
{
	uint32_t sum = 0, at;

	for (uint32_t i = 0; i < known_threads(s); i++)
		sum += weight(s, i);
	if (!sum) {
		intend(s, schedule_any(s, SCHEDULE_NOBODY));
		return;
	}
	at = prng_below(&s->random, sum);
	for (uint32_t i = 0;; i++) {
		uint32_t own = weight(s, i);

		if (at < own) {
			intend(s, i);
			return;
		}
		at -= own;
	}
}

static void draw_target(struct schedule *s)
{
	const struct schedule_profile *p = s->profile;
	uint64_t sum = 0, all, at;

	for (uint32_t i = 0; i <= SCHEDULE_WORDS_MAX; i++)
		sum += p->word[i].uses;
	all = sum / 4 + 1;
	at = (s->seed * 0x9e3779b97f4a7c15 >> 32) * MIN(sum + all, (uint64_t)UINT32_MAX) >> 32;
	if (at >= sum)
		return;
	for (s->target = s->wanted = 0; at >= p->word[s->target].uses; s->target++)
		at -= p->word[s->target].uses;
	for (; at >= p->word[s->target].count[s->wanted]; s->wanted++)
		at -= p->word[s->target].count[s->wanted];
}

static void begin_surw(struct schedule *s)
{
	s->intended = s->wanted = SCHEDULE_NOBODY;
	s->target = SURW_ALL;
	s->waited = 0;
	draw_target(s);
}

static void add_surw(struct schedule *s, uint32_t thread)
{
	s->thread[thread].left = expected(s, thread);
	if (s->wanted != SCHEDULE_NOBODY && (!thread || s->intended == s->thread[thread].parent))
		s->intended = existing(s, s->wanted);
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

/* The intended thread may need what another thread does after an interesting operation: it yields,
 * or it polls. Then another one must have its turn. */
static bool is_stuck(struct schedule *s, uint32_t current)
{
	const struct schedule_thread *t = &s->thread[current];

	return current == s->intended && (t->next.kind == OPERATION_YIELD ||
						 t->alike >= SPIN_EVENTS || ++s->waited > PATIENCE);
}

static uint32_t choose_surw(struct schedule *s, uint32_t current)
{
	struct schedule_thread *t;
	uint32_t chosen;

	if (is_stuck(s, current))
		s->intended = SCHEDULE_NOBODY;
	if (s->intended == SCHEDULE_NOBODY || !s->thread[s->intended].enabled)
		draw_intended(s);
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
