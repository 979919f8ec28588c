/* SPDX-License-Identifier: MIT */
/*
 * Runqueues: what is not on the way of every switch.
 */
#include <arch/time.h>
#include <kernel/sched/runqueue.h>

void runqueue_init(struct runqueue *rq, const struct sched_policy *policy)
{
	*rq = (struct runqueue){.policy = policy, .top = LEVEL_NONE};
	rawlock_init(&rq->lock, "runqueue", LOCK_RANK_RUNQUEUE);
}

void runqueue_adopt(const struct runqueue *rq, struct thread *t, unsigned priority)
{
	ASSERT(priority < THREAD_PRIORITIES && !list_is_linked(&t->run_link));
	t->priority = (uint8_t)priority;
	if (!t->own_class) {
		t->level = (uint8_t)rq->policy->level(priority);
		t->quantum_cycles =
			(int64_t)arch_ns_to_cycles((uint64_t)rq->policy->quantum_ns(priority));
	}
	t->quantum_left_cycles = t->quantum_cycles;
}

void runqueue_open_level(struct runqueue *rq, struct thread *t)
{
	list_init(&t->run_link);
	rq->first[t->level] = t;
	bitmap_set(rq->bitmap, t->level);
	rq->top = MAX(rq->top, (int)t->level);
}

void runqueue_close_level(struct runqueue *rq, unsigned level)
{
	rq->first[level] = NULL;
	bitmap_clear(rq->bitmap, level);
	if (rq->top == (int)level)
		rq->top = bitmap_last(rq->bitmap, level);
}

void runqueue_add_first(struct runqueue *rq, struct thread *t)
{
	runqueue_add_last(rq, t);
	rq->first[t->level] = t;
}

/* The last of a level that may run on a CPU of `cpus`. */
static struct thread *last_of(const struct runqueue *rq, struct thread *first, unsigned cpus)
{
	struct thread *t = first;

	do {
		t = list_entry(t->run_link.prev, struct thread, run_link);
		if (t != rq->curr && cpus & ~t->barred)
			return t;
	} while (t != first);
	return NULL;
}

struct thread *runqueue_last(const struct runqueue *rq, unsigned cpus)
{
	for (int level = rq->top; level >= 0; level = bitmap_last(rq->bitmap, (unsigned)level)) {
		struct thread *last = last_of(rq, rq->first[level], cpus);

		if (last)
			return last;
	}
	return NULL;
}
