/* SPDX-License-Identifier: MIT */
/*
 * The fair class: threads share a CPU in proportion to their weights, by EEVDF (earliest eligible
 * virtual deadline first; Stoica and Abdel-Wahab, 1995). docs/scheduler.md explains it from the
 * start.
 *
 * A thread's virtual time is its CPU time divided by its weight. The queue's virtual time is the
 * average of its threads' virtual times, by weight. A thread's lag is what it is behind that: CPU
 * time that it is owed. A thread asks for one slice at a time. The request's deadline is the
 * virtual time that the thread will have when it has used the slice. The request is eligible when
 * the queue's virtual time has reached the virtual time at which the request was made. Of the
 * eligible requests, the one with the earliest deadline runs.
 *
 * Threads of one weight whose deadlines lie in one span, at most a quarter of a slice, form a
 * bucket: a ring, served in turn. Each weight has a short list of buckets, linked by their first
 * threads, the heads. So the cost of a choice does not depend on the number of threads, and a yield
 * among equals only rotates a ring, as at any other level (sched_yield()); the thread's virtual
 * time is brought up to date when it is next needed.
 *
 * Lock: the runqueue, whose running thread has been charged up to rq->charged_cycles. This holds
 * for all functions that take a runqueue, a queue or a thread.
 */
#pragma once
#include <kernel/sched/thread.h>
#include <lib/bitmap.h>
#include <lib/list.h>

#define FAIR_NICE_0  20 /* weights are numbered nice + FAIR_NICE_0 */
#define FAIR_IDLE    40 /* that of SCHED_IDLE, below all nice values */
#define FAIR_WEIGHTS 41

/* Parts of a slice, as powers of two: the short request of a thread that joins; the longest nap;
 * and the time for which a running thread cannot be preempted by an equal. Without the last one,
 * threads that exchange messages would be switched at each message. */
#define FAIR_SHORT_SHIFT 2
#define FAIR_NAP_SHIFT   3
#define FAIR_RUN_SHIFT   5

struct runqueue;

struct fair_queue {
	struct list buckets[FAIR_WEIGHTS]; /* for each weight, the buckets' heads by deadline */
	unsigned long present[BITMAP_WORDS(FAIR_WEIGHTS)]; /* weights that have a bucket */
	unsigned groups;                                   /* the number of those weights */
	bool plain;                                        /* there is only one, that of nice 0 */
	unsigned count;                                    /* threads, including those that nap */
	int64_t weight;                                    /* sum of their weights */
	/* The queue's virtual time is base + sum / weight. */
	int64_t base;
	int64_t sum;
	uint64_t summed_cycles;     /* until when the running thread's time is in `sum` */
	struct thread *bucket_head; /* head of the running thread's bucket when chosen */
	struct list napping;        /* threads that nap, in the order in which they left */
	int64_t clock_offset;       /* fair_clock() is the virtual time plus this */
};

void fair_init(struct fair_queue *queue);

/* Weight number `index` in Linux's units: 1024 at nice 0. */
unsigned fair_weight(unsigned index);

/* Set the weight of `t`, not queued, to number `weight`, and derive its buckets' width from that
 * and t->quantum_cycles. Its lag in CPU time stays the same. */
void fair_adopt(struct thread *t, unsigned weight);

/* Why a thread is queued. */
enum fair_reason {
	FAIR_START, /* new, or of a new class: starts with a short request */
	FAIR_WAKE,  /* has woken: starts with a short request */
	FAIR_MOVE,  /* comes from another CPU: keeps its request */
};

/* Queue `t` as last of its bucket. It keeps its lag. */
void fair_add(struct runqueue *rq, struct thread *t, enum fair_reason reason);

/* Queue the running thread, whose class has changed, as first of its bucket. */
void fair_add_running(struct runqueue *rq, struct thread *t);

/* Unqueue `t`, and note its lag. */
void fair_remove(struct runqueue *rq, struct thread *t);

/*
 * Naps: short waits of a running thread, while all queued threads are of nice 0 and others are in
 * its bucket. A napping thread still counts towards the queue's sums, so leaving and returning cost
 * little more than rotating the ring. fair_end_naps() ends naps that have lasted too long, and all
 * of them when exact sums are needed.
 *
 * - fair_leave: the running thread, charged for its time, waits or ends. Returns the thread to run
 *   next, of any class.
 * - fair_nap_max_cycles: the longest nap of `t`.
 * - fair_is_napping: does `t`, which is not queued, nap?
 * - fair_cancel_nap: end the nap of `t`, if any, because its class, weight or CPU is about to
 *   change.
 */
struct thread *fair_leave(struct runqueue *rq, struct thread *curr);

static inline uint64_t fair_nap_max_cycles(const struct thread *t)
{
	return (uint64_t)t->quantum_cycles >> FAIR_NAP_SHIFT;
}

static inline bool fair_is_napping(const struct thread *t)
{
	return list_is_linked(&t->fair.link);
}

void fair_cancel_nap(struct runqueue *rq, struct thread *t);

/* `t`, not queued, belongs to `rq` from now on, no longer to another runqueue. It keeps its lag. */
void fair_change_queue(const struct runqueue *rq, struct thread *t);

/* The running thread `t` may have to stop running: it yields, has used up its slice, or is
 * preempted. fair_pick() follows. */
void fair_requeue(struct runqueue *rq, struct thread *t, bool yield);

/* Choose the thread to run next, which counts as running from rq->charged_cycles on. The queue is
 * not empty. */
struct thread *fair_pick(struct runqueue *rq);

/* Should `t`, just queued, preempt the running thread of this class, which has run for
 * `ran_cycles`? */
bool fair_preempts(const struct runqueue *rq, const struct thread *t, uint64_t ran_cycles);

/* Choose a thread to move to a CPU in the mask `cpus`: a queued thread, not the running one, that
 * may run there and that would run late here. It is of the heaviest weight that does not exceed
 * `most` (in Linux's units), or, if all are heavier, of the lightest. NULL if there is none. */
struct thread *fair_last(const struct runqueue *rq, unsigned cpus, int64_t most);

/*
 * Several CPUs. The virtual time of a queue advances as fast as its threads are served, so
 * comparing virtual times of two CPUs compares what their threads have had for their weights,
 * provided that both count from the same origin. A queue's clock is its virtual time plus an offset
 * that provides for this. A thread that changes queues takes along, as lag, what it is behind the
 * clock of the new queue. Clocks that have not been compared for long may be too far apart for
 * that; then the new queue's offset is corrected.
 */

/* The clock of `rq`, brought up to date. */
int64_t fair_clock(struct runqueue *rq);

/* How far the clock of a CPU on which `t` waits may fall behind others': two slices of `t`. */
int64_t fair_clock_slack(const struct thread *t);

/* `t` has left `from` and is about to be queued on `to`: the lag that it gains by the move. Lock:
 * both runqueues. */
int64_t fair_clock_lag(struct runqueue *from, struct runqueue *to, const struct thread *t);

/* The queue's virtual time, as of rq->fair.summed_cycles. */
int64_t fair_virtual_now(const struct fair_queue *queue);

/* Iterate over the heads of all buckets, for reports: the one after `first`. Begins with NULL, ends
 * with NULL. */
struct thread *fair_next_bucket(const struct fair_queue *queue, const struct thread *first);
