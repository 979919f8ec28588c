/* SPDX-License-Identifier: MIT */
/*
 * Runqueues, and the table of policies.
 */
#include <kernel/sched/runqueue.h>
#include <lib/string.h>

static const struct sched_policy *const policies[] = {&policy_rr, &policy_ticks, &policy_prio};

const struct sched_policy *sched_policy_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(policies); i++)
		if (strcmp(policies[i]->name, name) == 0)
			return policies[i];
	return NULL;
}

void runqueue_init(struct runqueue *rq, const struct sched_policy *policy)
{
	*rq = (struct runqueue){.slice_end_ns = UINT64_MAX, .policy = policy};
	rawlock_init(&rq->lock, "runqueue", LOCK_RANK_RUNQUEUE);
	for (int i = 0; i < THREAD_PRIORITIES; i++)
		list_init(&rq->queue[i]);
}
