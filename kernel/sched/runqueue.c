/* SPDX-License-Identifier: MIT */
/*
 * Runqueues: what is not on the way of every switch.
 */
#include <kernel/sched/runqueue.h>

void runqueue_init(struct runqueue *rq, const struct sched_policy *policy)
{
	*rq = (struct runqueue){.policy = policy};
	rawlock_init(&rq->lock, "runqueue", LOCK_RANK_RUNQUEUE);
	for (int i = 0; i < THREAD_PRIORITIES; i++)
		list_init(&rq->queue[i]);
}

void runqueue_adopt(const struct runqueue *rq, struct thread *t, unsigned priority)
{
	ASSERT(priority < THREAD_PRIORITIES && !list_is_linked(&t->run_link));
	t->priority = (uint8_t)priority;
	t->level = (uint8_t)rq->policy->level(priority);
	t->quantum_ns = rq->policy->quantum_ns(priority);
	t->quantum_left_ns = t->quantum_ns;
}

struct thread *runqueue_last(const struct runqueue *rq)
{
	if (!rq->bitmap)
		return NULL;
	return list_entry(list_last(&rq->queue[bit_fls(rq->bitmap)]), struct thread, run_link);
}
