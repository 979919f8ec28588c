/* SPDX-License-Identifier: MIT */
/*
 * The policies. Each answers two questions about a priority: which level, and how long a quantum?
 *
 *   rr     one level, fixed quantum
 *   ticks  one level; the quantum is the priority in ticks (at least 1), so that CPU time is
 *          shared in proportion to priority
 *   prio   one level for each priority; the highest runs, round robin within a level
 *   linux  the fair class, where the priorities up to the middle one are nice values; above the
 *          middle, urgent kernel threads, which run before even the real-time threads
 */
#include <kernel/sched/runqueue.h>
#include <lib/string.h>

#define TICK_NS 1000000

int64_t sched_quantum_ns = 10 * TICK_NS;

static int64_t quantum_fixed(unsigned priority)
{
	return sched_quantum_ns;
}

static int64_t quantum_ticks(unsigned priority)
{
	return (int64_t)MAX(priority, 1u) * TICK_NS;
}

static unsigned level_zero(unsigned priority)
{
	return 0;
}

static unsigned level_priority(unsigned priority)
{
	return priority;
}

static unsigned level_linux(unsigned priority)
{
	return priority > THREAD_PRIORITY_MID ? LEVEL_URGENT : LEVEL_FAIR_UNQUEUED;
}

const struct sched_policy policy_rr = {"rr", level_zero, quantum_fixed};
const struct sched_policy policy_ticks = {"ticks", level_zero, quantum_ticks};
const struct sched_policy policy_prio = {"prio", level_priority, quantum_fixed};

const struct sched_policy policy_linux = {"linux", level_linux, quantum_fixed};

const struct sched_policy *sched_policy_find(const char *name)
{
	static const struct sched_policy *const policies[] = {
		&policy_rr,
		&policy_ticks,
		&policy_prio,
		&policy_linux,
	};

	for (size_t i = 0; i < ARRAY_SIZE(policies); i++)
		if (strcmp(policies[i]->name, name) == 0)
			return policies[i];
	return NULL;
}
