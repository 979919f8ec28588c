/* SPDX-License-Identifier: MIT */
/*
 * The policy `all:P`: every schedule with at most P preemptions, one after the other (Musuvathi and
 * Qadeer, "Iterative context bounding for systematic testing of multithreaded programs", PLDI
 * 2007). A preemption is a switch from a thread that could continue. Choosing a thread whose
 * deadline passes early, and a pick other than 0 of any kind, cost as much as one. Switches from a
 * thread that waits, ends or yields cost nothing.
 *
 * The schedules form a tree. A node is an event with several candidates, and a schedule is a path.
 * The search is depth first: the next schedule has the last node's next candidate, and in all
 * nodes behind it the first one. Only the path is kept, so each schedule runs from its start.
 *
 * Sleep sets (Godefroid, "Partial-order methods for the verification of concurrent systems", LNCS
 * 1032) leave out schedules that differ from an earlier one only in the order of independent
 * operations. With a bound that is not sound in general, as the earlier schedule may need more
 * preemptions and then is not run (Coons, Musuvathi and McKinley, "Bounded partial-order
 * reduction", OOPSLA 2013). So only a thread u that was running and could have continued is put to
 * sleep when another thread t preempts it, and only if u's next operation is an access. It sleeps
 * until an operation that depends on that access. This loses no behaviour. Proof: A schedule that
 * is left out runs u after t and some more operations, a, all independent of u's operation:
 * ..., t, a, u, b. The schedule ..., u, t, a, b has the same behaviour, and the search visits it
 * earlier, as u is the first candidate. It has no more preemptions:
 *   - the switch from u to t is one in both;
 *   - from a to u and from u to b in the first, if b continues u, is one switch from a to u in the
 *     second, with the same cost, as whether a's last thread can continue does not depend on u;
 *   - otherwise the second has at most the switch from a to b where the first has that from a to
 *     u, and no switch from u to b.
 * If the second is left out too, the same argument gives a third, visited before the second. There
 * are finitely many, so one is run. With store buffers nothing sleeps: what a thread does at one
 * event may let stores of earlier ones reach memory.
 *
 * Threads that poll could make the tree infinite. After a thread has yielded, it is no candidate
 * until all others that could run have had an event (Musuvathi and Qadeer, "Fair stateless model
 * checking", PLDI 2008). A thread that accesses one word again and again yields (schedule.c). So of
 * schedules that differ only in the number of polls not all are run.
 *
 * Parts: a schedule belongs to the part that its first deviation from the first candidates selects.
 * The one schedule without deviation is run in each part. Pure. One user, so no locks.
 */
#pragma once
#include <kernel/explore/schedule/policy.h>

#define ALL_BOUND_DEFAULT 2
#define ALL_BOUND_MAX     1000
#define ALL_NODES_MAX     32768

struct all_node {
	uint16_t chosen;
	uint16_t next; /* the candidate to try next; ALL_NONE: there is none */
};
#define ALL_NONE UINT16_MAX

#define ALL_SET (SCHEDULE_THREADS_MAX / 64)

/* The search. Set up by all_start(). */
struct all {
	uint32_t bound, part, parts;
	bool is_reduced;  /* by sleep sets */
	uint64_t number;  /* of the present schedule, from 1 */
	uint32_t count;   /* nodes of the path */
	uint32_t depth;   /* those that the present schedule has to follow */
	bool is_cut;      /* a schedule had more nodes than fit: some schedules are never run */
	bool has_strayed; /* a schedule did not reach the nodes it was to follow */
	/* The present schedule: */
	uint32_t at, spent, places; /* its next node; what its preemptions cost; choices so far */
	bool deviates, redundant;
	uint64_t asleep[ALL_SET];
	uint64_t owes[SCHEDULE_THREADS_MAX][ALL_SET]; /* by thread: must have an event before it */
	struct all_node node[ALL_NODES_MAX];
};

/* Start a search with its first schedule: part `part` (from 1) of `parts`. `reduce`: with sleep
 * sets; an operation then has all its effects before the thread's next event. */
void all_start(struct all *all, uint32_t bound, uint32_t part, uint32_t parts, bool reduce);

/* Go on to the next schedule. False: there is none. */
bool all_next(struct all *all);

/* The present schedule will be run again. */
void all_repeat(struct all *all);

/* The number of subtrees that have not been entered, at least. 0: all schedules have been run. */
uint64_t all_left(const struct all *all);

/* A pick among `alternatives`. */
uint32_t all_pick(struct all *all, uint32_t alternatives);

extern const struct schedule_policy policy_all;
