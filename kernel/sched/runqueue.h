/* SPDX-License-Identifier: MIT */
/*
 * A runqueue: the threads that can run on one CPU, the one that does among them.
 *
 * One ring for each level; the highest level that has threads runs, its threads in turn. The levels
 * up to THREAD_PRIORITIES are the policy's, which says what a thread's level and quantum are; above
 * them are those of SCHED_FIFO and SCHED_RR. first[l] runs or runs next at level l; the one before
 * it in the ring runs last. Invariants, under the lock: a thread is linked here exactly when it is
 * READY or RUNNING and t->cpu owns this runqueue; `curr` is first of its ring; `linked` counts the
 * threads; bit l of `bitmap` is set when level l has any, and `top` is the highest of them. The
 * idle thread is never linked: it runs when there is no other. Every operation is O(1).
 */
#pragma once
#include <kernel/lock/rawlock.h>
#include <kernel/sched/fair.h>
#include <kernel/sched/thread.h>
#include <lib/bitmap.h>
#include <lib/list.h>

#define REALTIME_PRIORITIES 99 /* 1..99, higher is more urgent */

/*
 * A fair thread is at LEVEL_FAIR while it is linked, at LEVEL_FAIR_UNQUEUED otherwise, and makes
 * LEVEL_FAIR_BUSY the level that counts as used: so the quick tests on the ways of the others,
 * whether a level's ring is there, whether the running thread's level is the top, all find that
 * there is more to do.
 */
enum sched_level {
	LEVEL_NONE = -1,
	LEVEL_FAIR_UNQUEUED = THREAD_PRIORITIES,
	LEVEL_FAIR,
	LEVEL_FAIR_BUSY,
	LEVEL_REALTIME = LEVEL_FAIR_BUSY,                        /* plus the real-time priority */
	LEVEL_URGENT = LEVEL_REALTIME + REALTIME_PRIORITIES + 1, /* kernel threads */
	LEVELS,
};

static_assert(LEVELS <= UINT8_MAX, "a thread's level is a byte");

/* A scheduling policy: what priorities 0..THREAD_PRIORITIES-1 mean. */
struct sched_policy {
	const char *name; /* sched=NAME */
	/* The level, 0..THREAD_PRIORITIES-1, whose threads share the CPU in turn; higher runs
	 * first. Or LEVEL_FAIR_UNQUEUED, the fair class, or LEVEL_URGENT, above all. */
	unsigned (*level)(unsigned priority);
	/* Length of a full quantum. */
	int64_t (*quantum_ns)(unsigned priority);
};

extern const struct sched_policy policy_rr;    /* fixed quantum, first come first served */
extern const struct sched_policy policy_ticks; /* the same, quantum = priority in ticks */
extern const struct sched_policy policy_prio;  /* strict priority, round robin inside a level */
extern const struct sched_policy policy_linux; /* shares by weight, urgent kernel threads */

/* A full quantum under rr, prio and linux, for threads started or given a priority from now on. */
extern int64_t sched_quantum_ns;

/* The policy called `name`, or NULL. */
const struct sched_policy *sched_policy_find(const char *name);

struct runqueue {
	struct rawlock lock;
	int top; /* the highest level that has threads; LEVEL_NONE */
	unsigned linked;
	struct thread *curr;
	struct thread *ended; /* who has just ended and left for good; for finish_switch() */
	struct thread *idle;
	uint64_t charged_cycles; /* until when curr has been charged for its time */
	const struct sched_policy *policy;
	struct fair_queue fair;
	uint64_t balance_cycles; /* when to look next whether others' threads get more; one CPU:
				    never */
	unsigned long bitmap[BITMAP_WORDS(LEVELS)];
	struct thread *first[LEVELS];
};

/* An empty runqueue under `policy`; `idle` is its idle thread (may be set later). */
void runqueue_init(struct runqueue *rq, const struct sched_policy *policy);

/* Give `t`, not linked, a priority, and, but for a class of its own, by rq's policy its level and
 * quantum. It has a full one left. */
void runqueue_adopt(const struct runqueue *rq, struct thread *t, unsigned priority);

/* Link `t` in front of its level, as a running thread must be; but after one that runs. */
void runqueue_add_first(struct runqueue *rq, struct thread *t);

/* The last of the ring of `first` that may run on a CPU of `cpus` and does not run; NULL. */
struct thread *runqueue_ring_last(const struct runqueue *rq, struct thread *first, unsigned cpus);

/* A READY thread that may run on a CPU of `cpus`, the one to run last of the highest level that has
 * one; NULL when none. */
struct thread *runqueue_last(const struct runqueue *rq, unsigned cpus);

/* Threads that are READY. Without the lock only a hint: curr may have been unlinked already. */
static inline unsigned runqueue_ready(const struct runqueue *rq)
{
	unsigned linked = READ_ONCE(rq->linked), running = READ_ONCE(rq->curr) != rq->idle;

	return linked > running ? linked - running : 0;
}

static inline struct thread *runqueue_next(const struct thread *t)
{
	return list_entry(t->run_link.next, struct thread, run_link);
}

/* Link `t` at the end of its level, whose first is `first`. */
static inline void runqueue_append(struct runqueue *rq, struct thread *first, struct thread *t)
{
	ASSERT(!list_is_linked(&t->run_link));
	list_push_back(&first->run_link, &t->run_link); /* before the first */
	rq->linked++;
}

/* Link `t` at the end of its level: it is new, or has woken, or comes from another CPU. */
void runqueue_add_last(struct runqueue *rq, struct thread *t, enum fair_reason reason);

/* Unlink `t`. */
void runqueue_remove(struct runqueue *rq, struct thread *t);

/* `t`, first of its level, becomes its last: it yields, or its quantum is used up. */
static inline void runqueue_rotate(struct runqueue *rq, struct thread *t)
{
	rq->first[t->level] = runqueue_next(t);
}

/* `t`, READY and of the running thread's level, comes right behind it. */
static inline void runqueue_put_next(struct runqueue *rq, struct thread *t)
{
	ASSERT(t != rq->curr && t->level == rq->curr->level);
	list_remove(&t->run_link);
	list_push_front(&rq->curr->run_link, &t->run_link);
}

/* Who runs next; the idle thread when there is nobody. */
static inline struct thread *runqueue_pick(struct runqueue *rq)
{
	if (unlikely(rq->top == LEVEL_FAIR_BUSY))
		return fair_pick(rq);
	return likely(rq->top >= 0) ? rq->first[rq->top] : rq->idle;
}

/*
 * `t`, which naps, woke at `now`: link it as last of the running thread's bucket, if its own is no
 * more than one away and it was gone for a short time only; false if not: runqueue_add_last() then.
 * The running thread is fair: as long as others nap. Naps are ended when such a one goes back into
 * its queue, and thus before another class runs, and when it leaves to none of its bucket.
 */
static ALWAYS_INLINE bool runqueue_end_nap(struct runqueue *rq, struct thread *t, uint64_t now)
{
	struct thread *curr = rq->curr;
	int64_t later = t->fair.bucket - curr->fair.bucket;

	if ((later && (later >> t->fair.span_shift > 1 || later >> t->fair.span_shift < -1)) ||
		now - t->fair.napped_cycles > fair_nap_max_cycles(t))
		return false;
	list_remove(&t->fair.link);
	t->fair.bucket = curr->fair.bucket;
	t->level = LEVEL_FAIR;
	t->quantum_left_cycles = t->quantum_cycles >> FAIR_SHORT_SHIFT;
	runqueue_append(rq, curr, t);
	return true;
}

/* The last real-time thread of a level has left `rq`: its CPU may be the one for one that waits on
 * another. Implemented in balance.c. */
void sched_level_left(struct runqueue *rq);

/* runqueue_leave() when the next of the ring is not the one. */
struct thread *runqueue_leave_slow(struct runqueue *rq, struct thread *curr);

/* Unlink the running thread, first of its level and charged for its time; who runs next. */
static inline struct thread *runqueue_leave(struct runqueue *rq, struct thread *curr)
{
	unsigned level = curr->level;
	struct thread *next = runqueue_next(curr);

	if (unlikely(rq->top != (int)level || next == curr))
		return level == LEVEL_FAIR ? fair_leave(rq, curr) : runqueue_leave_slow(rq, curr);
	list_remove(&curr->run_link);
	rq->linked--;
	rq->first[level] = next;
	return next;
}

/* Do fair threads wait? */
static inline bool runqueue_fair_waits(const struct runqueue *rq)
{
	return rq->fair.count > (rq->curr->level == LEVEL_FAIR);
}

/* Must `curr`, which runs, share the CPU, or give it up to a higher level? */
static inline bool runqueue_is_shared(const struct runqueue *rq, const struct thread *curr)
{
	if (unlikely(curr->level == LEVEL_FAIR))
		return rq->top != LEVEL_FAIR_BUSY || rq->fair.count > 1;
	return rq->top != curr->level || runqueue_next(curr) != curr;
}
