/* SPDX-License-Identifier: MIT */
/*
 * Runqueues: the operations that are not part of every switch.
 */
#include <arch/time.h>
#include <kernel/sched/switch.h>

void runqueue_init(struct runqueue *rq, const struct sched_policy *policy)
{
	*rq = (struct runqueue){.policy = policy, .top = LEVEL_NONE, .balance_cycles = TIME_NEVER};
	fair_init(&rq->fair);
	rawlock_init(&rq->lock, "runqueue", LOCK_RANK_RUNQUEUE);
}

/* Priorities from the middle one down to 0 mean nice values from 0 up to 19. */
static unsigned weight_of_priority(unsigned priority)
{
	unsigned below = THREAD_PRIORITY_MID - MIN(priority, (unsigned)THREAD_PRIORITY_MID);

	return FAIR_NICE_0 + below * (FAIR_IDLE - 1 - FAIR_NICE_0) / THREAD_PRIORITY_MID;
}

void runqueue_adopt(const struct runqueue *rq, struct thread *t, unsigned priority)
{
	unsigned weight = t->fair.weight;

	if (t->state != THREAD_NEW)
		assert_locked(&rq->lock);
	ASSERT(priority < THREAD_PRIORITIES && !list_is_linked(&t->run_link));
	t->priority = (uint8_t)priority;
	if (!t->explicit_class) {
		t->level = (uint8_t)rq->policy->level(priority);
		t->quantum_cycles =
			(int64_t)arch_ns_to_cycles((uint64_t)rq->policy->quantum_ns(priority));
		weight = weight_of_priority(priority);
	}
	t->quantum_left_cycles = t->quantum_cycles;
	/* A yield may take the short path at any time, except for a real-time thread with several
	 * CPUs: its yield makes it wait, so requeue_locked() must offer it to the other CPUs. */
	t->yield_limit_cycles = t->level > LEVEL_REALTIME && cpu_count > 1 ? 0 : UINT64_MAX;
	if (t->level == LEVEL_FAIR_UNQUEUED)
		fair_adopt(t, weight);
}

/* The level of `t` gets its first thread. */
static void open_level(struct runqueue *rq, struct thread *t)
{
	list_init(&t->run_link);
	rq->first[t->level] = t;
	bitmap_set(rq->bitmap, t->level);
	rq->top = MAX(rq->top, (int)t->level);
}

/* `level` has lost its last thread. */
static void close_level(struct runqueue *rq, unsigned level)
{
	rq->first[level] = NULL;
	bitmap_clear(rq->bitmap, level);
	if (rq->top == (int)level)
		rq->top = bitmap_last(rq->bitmap, level);
	if (level > LEVEL_REALTIME && cpu_count > 1)
		sched_level_left(rq);
}

static void assert_queueable(const struct runqueue *rq, const struct thread *t)
{
	assert_locked(&rq->lock);
	DEBUG_ASSERT(&t->cpu->rq == rq && !list_is_linked(&t->run_link));
	DEBUG_ASSERT(t == rq->curr || t->state == THREAD_READY);
}

void runqueue_add_last(struct runqueue *rq, struct thread *t, enum fair_reason reason)
{
	struct thread *first = rq->first[t->level];

	assert_queueable(rq, t);
	ASSERT(!list_is_linked(&t->run_link));
	if (first) {
		runqueue_append(rq, first, t);
		return;
	}
	rq->linked++;
	if (t->level == LEVEL_FAIR_UNQUEUED) {
		charge_running(rq);
		fair_add(rq, t, reason);
	} else {
		open_level(rq, t);
	}
}

void runqueue_add_first(struct runqueue *rq, struct thread *t)
{
	struct thread *first = rq->first[t->level];

	assert_queueable(rq, t);
	if (t->level == LEVEL_FAIR_UNQUEUED && t == rq->curr) {
		fair_add_running(rq, t);
		rq->linked++;
	} else if (first && first == rq->curr) {
		/* curr must stay first: link `t` behind it */
		runqueue_append(rq, runqueue_next(first), t);
	} else {
		runqueue_add_last(rq, t, FAIR_START);
		if (t->level != LEVEL_FAIR)
			rq->first[t->level] = t;
	}
}

void runqueue_remove(struct runqueue *rq, struct thread *t)
{
	struct thread *next = runqueue_next(t);

	assert_locked(&rq->lock);
	DEBUG_ASSERT(&t->cpu->rq == rq && list_is_linked(&t->run_link));
	rq->linked--;
	if (t->level == LEVEL_FAIR) {
		charge_running(rq);
		fair_remove(rq, t);
		return;
	}
	list_remove(&t->run_link);
	if (next == t)
		close_level(rq, t->level);
	else if (rq->first[t->level] == t)
		rq->first[t->level] = next;
}

struct thread *runqueue_leave_slow(struct runqueue *rq, struct thread *curr)
{
	struct thread *next;

	assert_locked(&rq->lock);
	rq->linked--;
	if (curr->level == LEVEL_FAIR) {
		fair_remove(rq, curr);
		return runqueue_pick(rq);
	}
	next = runqueue_next(curr);
	list_remove(&curr->run_link);
	if (next == curr)
		close_level(rq, curr->level);
	else
		rq->first[curr->level] = next;
	return runqueue_pick(rq);
}

struct thread *runqueue_ring_last(const struct runqueue *rq, struct thread *first, unsigned allowed)
{
	struct thread *t = first;

	assert_locked(&rq->lock);
	do {
		t = list_entry(t->run_link.prev, struct thread, run_link);
		if (t != rq->curr && allowed & ~t->excluded_cpus)
			return t;
	} while (t != first);
	return NULL;
}

struct thread *runqueue_last(const struct runqueue *rq, unsigned allowed)
{
	assert_locked(&rq->lock);
	for (int level = rq->top; level >= 0; level = bitmap_last(rq->bitmap, (unsigned)level)) {
		struct thread *last = level == LEVEL_FAIR_BUSY
					      ? fair_last(rq, allowed, INT64_MAX)
					      : runqueue_ring_last(rq, rq->first[level], allowed);

		if (last)
			return last;
	}
	return NULL;
}
