/* SPDX-License-Identifier: MIT */
/*
 * A runqueue: the threads that can run on one CPU, including the one that runs.
 *
 * Each level has a ring of threads. The highest level that has threads runs, its threads in turn.
 * The policy chooses a thread's level, below THREAD_PRIORITIES or in the fair class, and its
 * quantum. The levels of SCHED_FIFO and SCHED_RR lie above. first[l] runs, or runs next at level l;
 * the thread before it in the ring runs last.
 *
 * Invariants, under the lock:
 * - a thread is linked here exactly when it is READY or RUNNING and its `cpu` owns this runqueue;
 * - if `curr` is linked, it is the first of its ring;
 * - `linked` counts the threads, except the idle thread, which is never linked;
 * - bit l of `bitmap` is set when level l has threads, and `top` is the highest such level.
 *
 * Every operation takes constant time, however many threads there are. docs/scheduler.md explains
 * the classes and lists the shortcuts taken here.
 */
#pragma once
#include <kernel/lock/rawlock.h>
#include <kernel/sched/fair.h>
#include <kernel/sched/thread.h>
#include <lib/bitmap.h>
#include <lib/list.h>

#define REALTIME_PRIORITIES 99 /* 1..99, higher is more urgent */

/*
 * A queued fair thread is at LEVEL_FAIR, one that is not queued at LEVEL_FAIR_UNQUEUED. The fair
 * class as a whole occupies LEVEL_FAIR_BUSY in `bitmap` and `top`. The first two never occur there,
 * so the shortcuts' tests ("is my level the top?", "has this level a ring?") fail for fair threads,
 * and the general path handles them.
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
	const char *name; /* in the kernel command line: sched=NAME */
	/* The level of a thread: 0..THREAD_PRIORITIES-1, LEVEL_FAIR_UNQUEUED for the fair class, or
	 * LEVEL_URGENT. Threads of one level share the CPU in turn. */
	unsigned (*level)(unsigned priority);
	/* Length of a full quantum. */
	int64_t (*quantum_ns)(unsigned priority);
};

extern const struct sched_policy policy_rr;    /* one level, fixed quantum, round robin */
extern const struct sched_policy policy_ticks; /* one level, quantum = priority in ticks */
extern const struct sched_policy policy_prio;  /* strict priority, round robin within a level */
extern const struct sched_policy policy_linux; /* shares by weight, urgent kernel threads above */

/* A full quantum under rr, prio and linux, in ns. A change affects threads that are started, or get
 * a new priority or class, afterwards. */
extern int64_t sched_quantum_ns;

/* The policy called `name`, or NULL. */
const struct sched_policy *sched_policy_find(const char *name);

struct runqueue {
	struct rawlock lock;
	int top; /* the highest level that has threads; LEVEL_NONE */
	unsigned linked;
	struct thread *curr;
	struct thread *ended; /* has just ended and left for good; finish_switch() reaps it */
	struct thread *idle;
	uint64_t charged_cycles; /* until when curr has been charged for its time */
	const struct sched_policy *policy;
	struct fair_queue fair;
	/* When sched_balance() next compares shares with other CPUs. With one CPU: never. */
	uint64_t balance_cycles;
	unsigned long bitmap[BITMAP_WORDS(LEVELS)];
	struct thread *first[LEVELS];
};

/* Set up an empty runqueue under `policy`. The caller sets `idle` and `curr`. */
void runqueue_init(struct runqueue *rq, const struct sched_policy *policy);

/* Give `t`, not linked, the priority `priority`, a full quantum and, unless sched_set_class() has
 * chosen its class, the level and quantum that rq's policy gives that priority. Lock: rq, or `t` is
 * NEW. */
void runqueue_adopt(const struct runqueue *rq, struct thread *t, unsigned priority);

/* Link `t` as first of its level, as a running thread must be; but if another thread of that level
 * runs, as the next after it. Lock: rq. */
void runqueue_add_first(struct runqueue *rq, struct thread *t);

/* In the ring of `first`, the thread that would run last, is not running, and may run on a CPU in
 * the mask `cpus`. NULL if there is none. Lock: rq. */
struct thread *runqueue_ring_last(const struct runqueue *rq, struct thread *first, unsigned cpus);

/* A READY thread that may run on a CPU in the mask `cpus`: from the highest level that has one, the
 * one that would run last. NULL if there is none. Lock: rq. */
struct thread *runqueue_last(const struct runqueue *rq, unsigned cpus);

/* The number of READY threads. Without the lock only a hint: curr may have been unlinked
 * already. */
static inline unsigned runqueue_ready(const struct runqueue *rq)
{
	unsigned linked = READ_ONCE(rq->linked), running = READ_ONCE(rq->curr) != rq->idle;

	return linked > running ? linked - running : 0;
}

static inline struct thread *runqueue_next(const struct thread *t)
{
	return list_entry(t->run_link.next, struct thread, run_link);
}

/* Link `t` as last of its level, whose first thread is `first`. Lock: rq. */
static inline void runqueue_append(struct runqueue *rq, struct thread *first, struct thread *t)
{
	assert_locked(&rq->lock);
	ASSERT(!list_is_linked(&t->run_link));
	list_push_back(&first->run_link, &t->run_link); /* a ring: before the first is the end */
	rq->linked++;
}

/* Link `t` as last of its level. `reason` says where it comes from. Lock: rq. */
void runqueue_add_last(struct runqueue *rq, struct thread *t, enum fair_reason reason);

/* Unlink `t`. Lock: rq. */
void runqueue_remove(struct runqueue *rq, struct thread *t);

/* Make `t`, first of its level, the last: it yields, or its quantum is used up. Lock: rq. */
static inline void runqueue_rotate(struct runqueue *rq, struct thread *t)
{
	assert_locked(&rq->lock);
	DEBUG_ASSERT(t == rq->first[t->level]);
	rq->first[t->level] = runqueue_next(t);
}

/* Make `t`, which is READY and at the running thread's level, the next to run. Lock: rq. */
static inline void runqueue_put_next(struct runqueue *rq, struct thread *t)
{
	assert_locked(&rq->lock);
	ASSERT(t != rq->curr && t->level == rq->curr->level);
	list_remove(&t->run_link);
	list_push_front(&rq->curr->run_link, &t->run_link);
}

/* The thread to run next; the idle thread if no other can run. Lock: rq. */
static inline struct thread *runqueue_pick(struct runqueue *rq)
{
	assert_locked(&rq->lock);
	if (unlikely(rq->top == LEVEL_FAIR_BUSY))
		return fair_pick(rq);
	return likely(rq->top >= 0) ? rq->first[rq->top] : rq->idle;
}

/*
 * Wake `t`, which has been napping, at time `now`: link it as last of the running thread's bucket.
 * False if its own bucket is more than one away or the nap was too long; then the caller must use
 * runqueue_add_last(). Lock: rq.
 *
 * The running thread is in the fair class whenever a thread naps: fair_requeue() and fair_remove()
 * end all naps before another class can run.
 */
static ALWAYS_INLINE bool runqueue_end_nap(struct runqueue *rq, struct thread *t, uint64_t now)
{
	struct thread *curr = rq->curr;
	int64_t later = t->fair.bucket - curr->fair.bucket;

	assert_locked(&rq->lock);
	DEBUG_ASSERT(fair_is_napping(t) && curr->level == LEVEL_FAIR);
	/* Stands for fair_remove() and fair_add(): `t` would be placed in or near this bucket. See
	 * docs/scheduler.md. */
	if ((later && (later >> t->fair.span_shift > 1 || later >> t->fair.span_shift < -1)) ||
		now - t->fair.napped_cycles > fair_nap_max_cycles(t))
		return false;
	list_remove(&t->fair.link);
	t->fair.bucket = curr->fair.bucket;
	t->level = LEVEL_FAIR;
	/* a short request, as fair_place() gives */
	t->quantum_left_cycles = t->quantum_cycles >> FAIR_SHORT_SHIFT;
	runqueue_append(rq, curr, t);
	return true;
}

/* Up-call, implemented in balance.c: the last real-time thread of a level has left `rq`, so its CPU
 * may now be the right one for a real-time thread that waits on another CPU. Lock: rq. */
void sched_level_left(struct runqueue *rq);

/* The general path of runqueue_leave(): when the next thread of the ring need not be the choice. */
struct thread *runqueue_leave_slow(struct runqueue *rq, struct thread *curr);

/* Unlink the running thread `curr`, which is first of its level and has been charged for its time.
 * Returns the thread to run next. Lock: rq. */
static inline struct thread *runqueue_leave(struct runqueue *rq, struct thread *curr)
{
	unsigned level = curr->level;
	struct thread *next = runqueue_next(curr);

	assert_locked(&rq->lock);
	DEBUG_ASSERT(curr == rq->curr && curr == rq->first[level]);
	/* Shortcut: if curr's level is the highest and keeps a thread, the next of the ring is what
	 * runqueue_pick() would choose, and no level opens or closes. Always false for a fair
	 * thread. */
	if (unlikely(rq->top != (int)level || next == curr))
		return level == LEVEL_FAIR ? fair_leave(rq, curr) : runqueue_leave_slow(rq, curr);
	list_remove(&curr->run_link);
	rq->linked--;
	rq->first[level] = next;
	return next;
}

/* Does a fair thread wait for the CPU? Without the lock only a hint. */
static inline bool runqueue_fair_waits(const struct runqueue *rq)
{
	return rq->fair.count > (rq->curr->level == LEVEL_FAIR);
}

/* Must `curr`, which runs, share the CPU with its level, or give it up to a higher one? Without the
 * lock only a hint. */
static inline bool runqueue_is_shared(const struct runqueue *rq, const struct thread *curr)
{
	if (unlikely(curr->level == LEVEL_FAIR))
		return rq->top != LEVEL_FAIR_BUSY || rq->fair.count > 1;
	return rq->top != curr->level || runqueue_next(curr) != curr;
}
