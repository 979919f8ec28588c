/* SPDX-License-Identifier: MIT */
/*
 * Without a number to show, an affinity is one of CPUs, and the scheduler heeds it. Otherwise it is
 * only kept for the program: threads are spread over their processors by their numbers in the
 * schedule, so that the same schedule shows the same processors.
 */
#include <kernel/proc/processors.h>
#include <kernel/proc/schedparam.h>
#include <kernel/proc/thread.h>
#include <kernel/sched/usage.h>

static unsigned shown; /* 0: the CPUs */

void processors_show(unsigned count)
{
	DEBUG_ASSERT(count && count <= PROCESSORS_MAX && cpu_count == 1);
	shown = count;
}

unsigned processors_count(void)
{
	return shown ? shown : cpu_count;
}

uint64_t processors_all(void)
{
	return UINT64_MAX >> (PROCESSORS_MAX - processors_count());
}

uint64_t processors_of(const struct thread *t)
{
	uint64_t excluded = !shown ? t->excluded_cpus : t->user ? t->user->excluded_processors : 0;

	return processors_all() & ~excluded;
}

void processors_allow(struct thread *t, uint64_t mask)
{
	assert_locked(&thread_table_lock);
	DEBUG_ASSERT(mask & processors_all());
	if (shown)
		t->user->excluded_processors = ~mask;
	else
		schedparam_set_cpus(t, (unsigned)mask);
}

unsigned processor_of(const struct thread *t)
{
	uint64_t left = processors_of(t);
	unsigned skip;

	if (!shown)
		return t->cpu ? t->cpu->id : 0;
	skip = t->user && t->user->explored ? t->user->explored - 1u : 0;
	for (skip %= (unsigned)__builtin_popcountll(left); skip; skip--)
		left &= left - 1;
	return (unsigned)__builtin_ctzll(left);
}

uint64_t processor_idle_ns(unsigned processor, uint64_t now)
{
	if (shown)
		return processor ? now : 0;
	return MIN(sched_runtime_ns(cpus[processor].rq.idle), now);
}
