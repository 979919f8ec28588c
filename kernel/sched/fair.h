/* SPDX-License-Identifier: MIT */
/*
 * The fair class: threads share a CPU in proportion to their weights, by EEVDF (earliest eligible
 * virtual deadline first; Stoica and Abdel-Wahab, 1995).
 *
 * A thread's virtual time is its CPU time over its weight. The queue's is the average of its
 * threads', by weight; what a thread is behind it is its lag: CPU time that it is owed. A thread
 * asks for a slice at a time. The request's deadline is the thread's virtual time when it has used
 * the slice up, and it is eligible when the queue's virtual time has reached the one it was made
 * at. Of the eligible requests the one with the earliest deadline runs.
 *
 * Threads of one weight whose deadlines fall into the same span, at most a quarter of a slice, are
 * a bucket: a ring, served in turn. A weight has a short list of buckets; the bucket's first thread
 * stands in it. So nothing depends on the number of threads, and who yields among equals only turns
 * the ring, as in any other level (sched_yield()): its time is settled when it next matters.
 *
 * Lock: the runqueue, whose running thread has been charged up to rq->charged_cycles.
 */
#pragma once
#include <kernel/sched/thread.h>
#include <lib/bitmap.h>
#include <lib/list.h>

#define FAIR_NICE_0  20 /* weights are numbered nice + FAIR_NICE_0 */
#define FAIR_IDLE    40 /* SCHED_IDLE's, below all nice values */
#define FAIR_WEIGHTS 41

/* Parts of a slice, as powers of two: a short request, after a wait; the longest nap; the time for
 * which an equal who has just got the CPU keeps it: threads that talk to each other would else
 * be switched at each word. */
#define FAIR_SHORT_SHIFT 2
#define FAIR_NAP_SHIFT   3
#define FAIR_RUN_SHIFT   5

struct runqueue;

struct fair_queue {
	struct list buckets[FAIR_WEIGHTS]; /* of each weight, the first threads; by deadline */
	unsigned long present[BITMAP_WORDS(FAIR_WEIGHTS)]; /* weights that have any */
	unsigned groups;                                   /* how many have */
	bool plain;                                        /* one, that of nice 0 */
	unsigned count;                                    /* threads */
	int64_t weight;                                    /* the sum of theirs */
	/* The queue's virtual time is base + sum / weight. */
	int64_t base;
	int64_t sum;
	uint64_t summed_cycles;     /* until when the running thread's time is in `sum` */
	struct thread *bucket_head; /* who stands for the running thread's bucket */
	struct list napping;        /* who left for a nap, in order */
	int64_t clock_offset;       /* fair_clock() is so far ahead of the virtual time */
};

void fair_init(struct fair_queue *queue);

/* Weight number `index` in Linux's units: 1024 at nice 0. */
unsigned fair_weight(unsigned index);

/* `t`, not queued, has a new slice (t->quantum_cycles), or weight number `weight`. */
void fair_adopt(struct thread *t, unsigned weight);

/* Why a thread is queued. */
enum fair_reason {
	FAIR_START, /* it is new, or its class is: a short request first, so that it runs soon */
	FAIR_WAKE,  /* the same after a wait */
	FAIR_MOVE,  /* another CPU had it: it goes on with its request */
};

/* Queue `t` as last of its bucket; it keeps its lag. */
void fair_add(struct runqueue *rq, struct thread *t, enum fair_reason reason);

/* Queue the running thread, whose class has changed, as first. */
void fair_add_running(struct runqueue *rq, struct thread *t);

/* Unqueue `t`, and note its lag. */
void fair_remove(struct runqueue *rq, struct thread *t);

/*
 * Naps: short waits of the running thread, while all queued are of nice 0 and others are in its
 * bucket. It stays part of the queue, counted as before, so that leaving and coming back is hardly
 * more than to turn the ring; what looks at the queue's time ends naps that have become long.
 *
 * fair_leave: the running thread, charged for its time, waits or ends; who runs next, of any class.
 * fair_is_napping: does `t`, which is not queued?
 * fair_cancel_nap: `t`, not queued, is about to be changed.
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

/* `t` is not queued, and from now on belongs to `rq` instead of another: its lag stays. */
void fair_change_queue(const struct runqueue *rq, struct thread *t);

/* The running thread `t` may stop running: it yields, or has used up its slice, or is preempted. */
void fair_requeue(struct runqueue *rq, struct thread *t, bool yield);

/* Who runs next; the queue is not empty. It counts as running from rq->charged_cycles on. */
struct thread *fair_pick(struct runqueue *rq);

/* Should `t`, just queued, preempt the running thread, of this class, which has run for
 * `ran_cycles`? */
bool fair_preempts(const struct runqueue *rq, const struct thread *t, uint64_t ran_cycles);

/* A queued thread, not the running one, that may run on a CPU of `cpus`, one that would run late:
 * of the heaviest, but of those that are no heavier than `most`, in Linux's units, if there are
 * any. NULL when none. */
struct thread *fair_last(const struct runqueue *rq, unsigned cpus, int64_t most);

/*
 * Several CPUs. Each queue's virtual time goes on as fast as its threads are served, so between
 * CPUs it compares what their threads have got for their weights: but it has to be the same clock.
 * Each queue's differs from it by an offset. A thread that changes queues takes what it is behind
 * the new one's clock along, as lag; where the clocks lie too far apart for that, since there was
 * no reason to compare them for long, the new one's is put right.
 */

/* The clock of `rq`, brought up to date. */
int64_t fair_clock(struct runqueue *rq);

/* So far may the clock of a CPU on which `t` waits be behind others': two of its slices. */
int64_t fair_clock_slack(const struct thread *t);

/* `t` has left `from` and is about to be queued on `to`: what it is owed there more than on `from`.
 * Lock: both. */
int64_t fair_clock_lag(struct runqueue *from, struct runqueue *to, const struct thread *t);

/* The queue's virtual time. */
int64_t fair_virtual_now(const struct fair_queue *queue);

/* For reports: the first threads of all buckets in turn, after `first`; NULL begins and ends. */
struct thread *fair_next_bucket(const struct fair_queue *queue, const struct thread *first);
