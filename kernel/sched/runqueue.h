/* SPDX-License-Identifier: MIT */
/*
 * A runqueue: the ready threads of one CPU, and which of them is next.
 *
 * The order is the policy's: an object of functions over the queues below. Invariants, under lock:
 * a thread is linked here exactly when it is READY and t->cpu owns this runqueue; `curr` is not
 * linked; `ready` counts the linked threads; bit p of `bitmap` is set when queue[p] is not empty.
 * The idle thread is never linked: it runs when pick() finds nothing.
 */
#pragma once
#include <kernel/debug/rawlock.h>
#include <kernel/sched/thread.h>
#include <lib/list.h>

struct sched_policy;

struct runqueue {
	struct rawlock lock;
	unsigned ready;
	uint32_t bitmap;
	struct thread *curr;
	struct thread *idle;
	struct thread *prev;     /* who was left by the switch in progress; for finish_switch() */
	uint64_t slice_start_ns; /* when curr was given the CPU */
	uint64_t slice_end_ns;   /* when its quantum ends; TIME_NEVER while nobody else wants it */
	const struct sched_policy *policy;
	struct list queue[THREAD_PRIORITIES];
};

/* Why a thread becomes ready. */
enum enqueue_reason {
	ENQUEUE_WAKE,    /* new, or an event or time it waited for came */
	ENQUEUE_PREEMPT, /* others should run; it has done nothing for it */
	ENQUEUE_YIELD,   /* it gave up the rest of its quantum */
	ENQUEUE_MOVE,    /* it comes from another CPU's runqueue */
};

/*
 * A scheduling policy. Every function runs with rq->lock held and interrupts off, in constant
 * time. `t` is in no queue on enqueue and in one on dequeue.
 */
struct sched_policy {
	const char *name; /* sched=NAME */

	/* Length of a full quantum of `t`. */
	int64_t (*quantum_ns)(const struct thread *t);
	/* Put `t` into the order. */
	void (*enqueue)(struct runqueue *rq, struct thread *t, enum enqueue_reason why);
	/* Take `t` out of it. */
	void (*dequeue)(struct runqueue *rq, struct thread *t);
	/* Take out and return the thread to run next; NULL when none is ready. */
	struct thread *(*pick)(struct runqueue *rq);
	/* Must `woken` (now ready) run before `curr` continues? */
	bool (*preempts)(const struct thread *woken, const struct thread *curr);
	/* Is there a ready thread that `curr` must share the CPU with when its quantum ends? */
	bool (*has_peer)(const struct runqueue *rq, const struct thread *curr);
	/* The ready thread that another CPU should take; NULL when none. Not taken out. */
	struct thread *(*steal)(struct runqueue *rq);
};

extern const struct sched_policy policy_rr;    /* fixed quantum, first come first served */
extern const struct sched_policy policy_ticks; /* the same, quantum = priority in ticks */
extern const struct sched_policy policy_prio;  /* strict priority, round robin inside a level */

/* A full quantum under rr and prio. A thread gets a changed one when its present one has ended. */
extern int64_t sched_quantum_ns;

/* The policy called `name`, or NULL. */
const struct sched_policy *sched_policy_find(const char *name);

/* An empty runqueue under `policy`; `idle` is its idle thread (may be set later). */
void runqueue_init(struct runqueue *rq, const struct sched_policy *policy);
