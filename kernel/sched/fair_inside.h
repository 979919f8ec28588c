/* SPDX-License-Identifier: MIT */
/*
 * The inside of the fair class, shared by fair.c and fair_plain.c only. fair_plain.c handles the
 * common case that all queued threads are of nice 0. Lock: the runqueue.
 */
#pragma once
#include <kernel/sched/fair.h>
#include <kernel/sched/runqueue.h>

#define VIRTUAL_SHIFT 10 /* log2 of the virtual time units in a cycle at nice 0 */
#define WEIGHT_NICE_0 (1 << VIRTUAL_SHIFT)
#define SUM_MAX       ((int64_t)1 << 40) /* beyond it `base` moves; small numbers divide fast */

/* Put `t` into the bucket of its deadline, as its head if `first`, otherwise as its last. */
void fair_bucket_add(struct fair_queue *queue, struct thread *t, bool first);

/* fair_add() and fair_remove() for a queue for which fair_is_plain(). fair_plain_leave: `t` runs,
 * is the head of its bucket, and is not the only thread. */
void fair_plain_add(struct runqueue *rq, struct thread *t, enum fair_reason reason);
void fair_plain_leave(struct runqueue *rq, struct thread *t);

/* End the naps that began at `since_cycles` or earlier. The queue's sum is up to date. */
void fair_end_naps(struct fair_queue *queue, uint64_t since_cycles);

/* Are all queued threads of nice 0, the running thread and `t` among them, and is the sum small? */
static ALWAYS_INLINE bool fair_is_plain(const struct runqueue *rq, const struct thread *t)
{
	return likely(rq->fair.plain && t->fair.weight == FAIR_NICE_0 &&
		      rq->curr->level == LEVEL_FAIR &&
		      (uint64_t)(rq->fair.sum + SUM_MAX) <= 2 * SUM_MAX);
}

/* The running thread has run for `ran_cycles`: too short a time for its equal `t` to preempt it? */
static inline bool fair_has_just_begun(const struct thread *t, uint64_t ran_cycles)
{
	return ran_cycles < (uint64_t)t->quantum_cycles >> FAIR_RUN_SHIFT;
}

/* Make `t` the head of the bucket, in the place of `before`. */
static inline void fair_replace_head(struct thread *before, struct thread *t)
{
	t->fair.bucket = before->fair.bucket;
	list_replace(&before->fair.link, &t->fair.link);
}

/* Note the lag of `t`, which has left a queue that is at virtual time `now` without it. The average
 * excludes `t` itself, so that it rejoins where it left; otherwise a thread could shed its debt by
 * leaving and rejoining often. */
static inline void fair_note_lag(struct thread *t, int64_t now, int64_t slice)
{
	t->fair.lag = MAX(MIN(now - t->fair.vtime, slice), -4 * slice);
}

/* Give `t`, which joins a queue at virtual time `now`, its virtual time and a request. The request
 * is short if `t` is new or has woken, so that it runs soon. */
static inline void fair_place(struct thread *t, int64_t now, enum fair_reason reason)
{
	/* A credit is kept. A debt fades as the others' virtual time advances, as fast as it would
	 * have been paid. */
	int64_t ahead = -t->fair.lag;

	if (ahead > 0)
		ahead = MAX(MIN(ahead, t->fair.vtime - now), (int64_t)0);
	t->fair.vtime = now + ahead;
	t->fair.settled_cycles = t->usage.runtime_cycles;
	if (reason != FAIR_MOVE)
		t->quantum_left_cycles = t->quantum_cycles >> FAIR_SHORT_SHIFT;
	t->level = LEVEL_FAIR;
}
