/* SPDX-License-Identifier: MIT */
/*
 * The inside of the fair class, for its own files: fair.c and, for the common case that all queued
 * threads are of nice 0, fair_plain.c. Lock: the runqueue.
 */
#pragma once
#include <kernel/sched/fair.h>
#include <kernel/sched/runqueue.h>

#define VIRTUAL_SHIFT 10 /* virtual time units in a cycle at nice 0, as a power of two */
#define WEIGHT_NICE_0 (1 << VIRTUAL_SHIFT)
#define SUM_MAX       ((int64_t)1 << 40) /* then `base` moves: small numbers divide fast */

/* Put `t` into the bucket of its deadline, as its `first` or last. */
void fair_bucket_add(struct fair_queue *queue, struct thread *t, bool first);

/* fair_add() and fair_remove() when the queue is plain, of `t` that runs, stands for its bucket and
 * is not the only one. */
void fair_plain_add(struct runqueue *rq, struct thread *t, enum fair_reason reason);
void fair_plain_leave(struct runqueue *rq, struct thread *t);

/* Remove threads from the queue that have napped since `since_cycles` or longer. The queue's sum is
 * up to date. */
void fair_end_naps(struct fair_queue *queue, uint64_t since_cycles);

/* Are all queued of nice 0, the running thread and `t` among them? */
static ALWAYS_INLINE bool fair_is_plain(const struct runqueue *rq, const struct thread *t)
{
	return likely(rq->fair.plain && t->fair.weight == FAIR_NICE_0 &&
		      rq->curr->level == LEVEL_FAIR &&
		      (uint64_t)(rq->fair.sum + SUM_MAX) <= 2 * SUM_MAX);
}

/* Who woke `t` has run for so long: too short for an equal to take the CPU from it? */
static inline bool fair_has_just_begun(const struct thread *t, uint64_t ran_cycles)
{
	return ran_cycles < (uint64_t)t->quantum_cycles >> FAIR_RUN_SHIFT;
}

/* `t` is first of its bucket from now on, instead of `before`. */
static inline void fair_replace_head(struct thread *before, struct thread *t)
{
	t->fair.bucket = before->fair.bucket;
	list_replace(&before->fair.link, &t->fair.link);
}

/*
 * `t` has left the others, whose virtual time is `now`: how far it is behind them. Theirs without
 * its own, so that it comes back to where it was: one that leaves and comes often would else get
 * rid of what it has had too much.
 */
static inline void fair_note_lag(struct thread *t, int64_t now, int64_t slice)
{
	t->fair.lag = MAX(MIN(now - t->fair.vtime, slice), -4 * slice);
}

/* Where `t` stands to the queue's virtual time `now` when it comes, and what it asks for: little,
 * so that it runs soon. */
static inline void fair_place(struct thread *t, int64_t now, enum fair_reason reason)
{
	/* What it is owed it is owed still. What it has had too much is forgotten in as much time
	 * as it would have taken to make up for it. */
	int64_t ahead = -t->fair.lag;

	if (ahead > 0)
		ahead = MAX(MIN(ahead, t->fair.vtime - now), (int64_t)0);
	t->fair.vtime = now + ahead;
	t->fair.settled_cycles = t->usage.runtime_cycles;
	if (reason != FAIR_MOVE)
		t->quantum_left_cycles = t->quantum_cycles >> FAIR_SHORT_SHIFT;
	t->level = LEVEL_FAIR;
}
