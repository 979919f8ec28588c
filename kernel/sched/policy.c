/* SPDX-License-Identifier: MIT */
/*
 * The round-robin policies: three objects over the same queues.
 *
 *   rr     one level, fixed quantum
 *   ticks  one level, a thread's quantum is its priority in ticks;
 *          priority 0 counts as 1: CPU time is shared in proportion to priority
 *   prio   one level per priority, strictly the highest first, round robin inside a level
 *
 * Within a level: a thread that was preempted with quantum left keeps its place at the head; one
 * whose quantum is used up, that yields or that wakes goes to the tail. All O(1).
 */
#include <kernel/sched/runqueue.h>
#include <lib/bitmap.h>

#define TICK_NS 1000000

int64_t sched_quantum_ns = 10 * TICK_NS;

static int64_t quantum_fixed(const struct thread *t)
{
	return sched_quantum_ns;
}

static int64_t quantum_ticks(const struct thread *t)
{
	return (int64_t)MAX(t->priority, (uint8_t)1) * TICK_NS;
}

static inline void push(struct runqueue *rq, struct thread *t, enum enqueue_reason why,
	unsigned level, int64_t quantum_ns)
{
	bool keeps_place = why == ENQUEUE_PREEMPT && t->quantum_left_ns > 0;

	ASSERT(t->state == THREAD_READY);
	if (keeps_place) {
		list_push_front(&rq->queue[level], &t->run_link);
	} else {
		if (why == ENQUEUE_YIELD || t->quantum_left_ns <= 0)
			t->quantum_left_ns = quantum_ns;
		list_push_back(&rq->queue[level], &t->run_link);
	}
	rq->bitmap |= 1u << level;
	rq->ready++;
}

static inline void take(struct runqueue *rq, struct thread *t, unsigned level)
{
	list_remove(&t->run_link);
	if (list_is_empty(&rq->queue[level]))
		rq->bitmap &= ~(1u << level);
	rq->ready--;
}

static inline struct thread *first(struct runqueue *rq, unsigned level)
{
	return list_entry(list_first(&rq->queue[level]), struct thread, run_link);
}

/* One level. */

static void rr_enqueue(struct runqueue *rq, struct thread *t, enum enqueue_reason why)
{
	push(rq, t, why, 0, sched_quantum_ns);
}

static void ticks_enqueue(struct runqueue *rq, struct thread *t, enum enqueue_reason why)
{
	push(rq, t, why, 0, quantum_ticks(t));
}

static void rr_dequeue(struct runqueue *rq, struct thread *t)
{
	take(rq, t, 0);
}

static struct thread *rr_pick(struct runqueue *rq)
{
	struct thread *t;

	if (!rq->ready)
		return NULL;
	t = first(rq, 0);
	take(rq, t, 0);
	return t;
}

static bool rr_preempts(const struct thread *woken, const struct thread *curr)
{
	return false;
}

static bool rr_has_peer(const struct runqueue *rq, const struct thread *curr)
{
	return rq->ready > 0;
}

/* The one that has waited least has the least cached on this CPU to lose: take the tail. */
static struct thread *rr_steal(struct runqueue *rq)
{
	if (!rq->ready)
		return NULL;
	return list_entry(list_last(&rq->queue[0]), struct thread, run_link);
}

const struct sched_policy policy_rr = {
	.name = "rr",
	.quantum_ns = quantum_fixed,
	.enqueue = rr_enqueue,
	.dequeue = rr_dequeue,
	.pick = rr_pick,
	.preempts = rr_preempts,
	.has_peer = rr_has_peer,
	.steal = rr_steal,
};

const struct sched_policy policy_ticks = {
	.name = "ticks",
	.quantum_ns = quantum_ticks,
	.enqueue = ticks_enqueue,
	.dequeue = rr_dequeue,
	.pick = rr_pick,
	.preempts = rr_preempts,
	.has_peer = rr_has_peer,
	.steal = rr_steal,
};

/* One level per priority. */

static void prio_enqueue(struct runqueue *rq, struct thread *t, enum enqueue_reason why)
{
	push(rq, t, why, t->priority, sched_quantum_ns);
}

static void prio_dequeue(struct runqueue *rq, struct thread *t)
{
	take(rq, t, t->priority);
}

static struct thread *prio_pick(struct runqueue *rq)
{
	struct thread *t;
	unsigned level;

	if (!rq->bitmap)
		return NULL;
	level = bit_fls(rq->bitmap);
	t = first(rq, level);
	take(rq, t, level);
	return t;
}

static bool prio_preempts(const struct thread *woken, const struct thread *curr)
{
	return woken->priority > curr->priority;
}

static bool prio_has_peer(const struct runqueue *rq, const struct thread *curr)
{
	return rq->bitmap >> curr->priority != 0;
}

static struct thread *prio_steal(struct runqueue *rq)
{
	if (!rq->bitmap)
		return NULL;
	return list_entry(list_last(&rq->queue[bit_fls(rq->bitmap)]), struct thread, run_link);
}

const struct sched_policy policy_prio = {
	.name = "prio",
	.quantum_ns = quantum_fixed,
	.enqueue = prio_enqueue,
	.dequeue = prio_dequeue,
	.pick = prio_pick,
	.preempts = prio_preempts,
	.has_peer = prio_has_peer,
	.steal = prio_steal,
};
