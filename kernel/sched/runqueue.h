/* SPDX-License-Identifier: MIT */
/*
 * A runqueue: the ready threads of one CPU, and which of them is next.
 *
 * One queue for each level; the highest level that has threads runs, its threads in turn. What a
 * thread's level and quantum are is the policy's business. Invariants, under the lock: a thread is
 * linked here exactly when it is READY and t->cpu owns this runqueue; `curr` is not linked; `ready`
 * counts the linked threads; bit l of `bitmap` is set when queue[l] is not empty. The idle thread
 * is never linked: it runs when nothing else is ready. Every operation is O(1).
 */
#pragma once
#include <kernel/debug/rawlock.h>
#include <kernel/sched/thread.h>
#include <lib/bitmap.h>
#include <lib/list.h>

/* A scheduling policy: what priorities 0..THREAD_PRIORITIES-1 mean. */
struct sched_policy {
	const char *name; /* sched=NAME */
	/* The level, 0..THREAD_PRIORITIES-1, whose threads share the CPU in turn; higher runs
	 * first. */
	unsigned (*level)(unsigned priority);
	/* Length of a full quantum. */
	int64_t (*quantum_ns)(unsigned priority);
};

extern const struct sched_policy policy_rr;    /* fixed quantum, first come first served */
extern const struct sched_policy policy_ticks; /* the same, quantum = priority in ticks */
extern const struct sched_policy policy_prio;  /* strict priority, round robin inside a level */

/* A full quantum under rr and prio, for threads started or given a priority from now on. */
extern int64_t sched_quantum_ns;

/* The policy called `name`, or NULL. */
const struct sched_policy *sched_policy_find(const char *name);

struct runqueue {
	struct rawlock lock;
	uint32_t bitmap;
	unsigned ready;
	struct thread *curr;
	struct thread *prev; /* who was left by the switch in progress; for finish_switch() */
	struct thread *idle;
	uint64_t slice_start_ns; /* since when curr has not been charged for its time */
	const struct sched_policy *policy;
	struct list queue[THREAD_PRIORITIES];
};

/* An empty runqueue under `policy`; `idle` is its idle thread (may be set later). */
void runqueue_init(struct runqueue *rq, const struct sched_policy *policy);

/* Give `t`, in no queue, a priority, and by rq's policy its level and a full quantum. */
void runqueue_adopt(const struct runqueue *rq, struct thread *t, unsigned priority);

/* The thread that would run last of the highest level; NULL when none is ready. Stays in. */
struct thread *runqueue_last(const struct runqueue *rq);

/* Put `t` at the end of its level: it has woken, yielded, or used up its quantum. */
static inline void runqueue_push_back(struct runqueue *rq, struct thread *t)
{
	ASSERT(t->state == THREAD_READY);
	list_push_back(&rq->queue[t->level], &t->run_link);
	rq->bitmap |= 1u << t->level;
	rq->ready++;
}

/* Put `t` first of its level: it was preempted with quantum left and keeps its place. */
static inline void runqueue_push_front(struct runqueue *rq, struct thread *t)
{
	ASSERT(t->state == THREAD_READY);
	list_push_front(&rq->queue[t->level], &t->run_link);
	rq->bitmap |= 1u << t->level;
	rq->ready++;
}

/* Take `t` out. */
static inline void runqueue_remove(struct runqueue *rq, struct thread *t)
{
	struct list *queue = &rq->queue[t->level];

	list_remove(&t->run_link);
	if (list_is_empty(queue))
		rq->bitmap &= ~(1u << t->level);
	rq->ready--;
}

/* Is anybody ready at `level` or above? */
static inline bool runqueue_has_peer(const struct runqueue *rq, unsigned level)
{
	return rq->bitmap >> level != 0;
}

/* Take out and return who runs next; NULL when nobody is ready. `hint` is a level likely to be the
 * highest, which saves the search. */
static inline struct thread *runqueue_pick(struct runqueue *rq, unsigned hint)
{
	unsigned level = hint;
	struct thread *t;

	if (unlikely(rq->bitmap >> hint != 1)) {
		if (!rq->bitmap)
			return NULL;
		level = bit_fls(rq->bitmap);
	}
	t = list_entry(rq->queue[level].next, struct thread, run_link);
	runqueue_remove(rq, t);
	return t;
}

/*
 * runqueue_push_back(rq, curr) and runqueue_pick() in one, for curr's yield: NULL, and nothing
 * done, when nobody at its level or above is ready.
 */
static inline struct thread *runqueue_rotate(struct runqueue *rq, struct thread *curr)
{
	unsigned above = rq->bitmap >> curr->level;
	struct list *queue = &rq->queue[curr->level];
	struct list *first;

	if (unlikely(above != 1)) {
		if (!above)
			return NULL;
		runqueue_push_back(rq, curr);
		return runqueue_pick(rq, curr->level);
	}
	ASSERT(curr->state == THREAD_READY);
	first = queue->next;
	list_remove(first);
	list_push_back(queue, &curr->run_link);
	return list_entry(first, struct thread, run_link);
}
