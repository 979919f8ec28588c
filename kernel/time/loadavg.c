/* SPDX-License-Identifier: MIT */
/*
 * Load averages: see loadavg.h. Intervals that were not counted, because the machine was idle or
 * the timer was late, are filled in from the CPU time of the idle threads: nobody waited then.
 */
#include <arch/irq.h>
#include <kernel/lock/rawlock.h>
#include <kernel/sched/usage.h>
#include <kernel/time/clock.h>
#include <kernel/time/loadavg.h>
#include <kernel/time/timer.h>
#include <lib/string.h>

#define INTERVAL_NS ((uint64_t)5000000000)

/* exp(-5 s / 1, 5 and 15 minutes), fixed-point. */
static const uint32_t factors[3] = {1884, 2014, 2037};

static struct rawlock lock = RAWLOCK_INIT("loadavg", LOCK_RANK_LOADAVG); /* interrupts off */
/* Lock: lock. */
static uint32_t averages[3];
static uint64_t counted_ns; /* the averages are right up to here */
static uint64_t idle_ns;    /* of all CPUs, at about that time */
static struct timer timer;  /* for the next count; stopped while sched_work_begins is set */

static uint32_t scale(uint32_t a, uint32_t b)
{
	return (uint32_t)(((uint64_t)a * b + LOADAVG_ONE / 2) >> LOADAVG_SHIFT);
}

void loadavg_decay(uint32_t to[3], uint32_t active, uint64_t times)
{
	for (int i = 0; i < 3; i++) {
		uint32_t factor = factors[i], kept = LOADAVG_ONE;
		int64_t away = (int64_t)to[i] - active;

		for (uint64_t left = times; left; left >>= 1) {
			if (left & 1)
				kept = scale(kept, factor);
			factor = scale(factor, factor);
		}
		/* Upwards, round up: otherwise the average would stop short of `active`. */
		to[i] = active + (uint32_t)((away * (int64_t)kept) >> LOADAVG_SHIFT);
		if (away < 0 && times && to[i] < active)
			to[i]++;
	}
}

static uint64_t all_idle_ns(void)
{
	uint64_t sum = 0;

	for (unsigned i = 0; i < cpu_count; i++)
		sum += sched_runtime_ns(cpus[i].rq.idle);
	return sum;
}

static uint32_t active_threads(void)
{
	uint32_t count = 0;

	for (unsigned i = 0; i < cpu_count; i++)
		count += READ_ONCE(cpus[i].rq.linked);
	return count;
}

/* Bring the averages up to `now_ns`. If `active` is not NULL, *active threads count for the last
 * interval. Lock: lock. */
static void count_locked(uint64_t now_ns, const uint32_t *active)
{
	uint64_t gap_ns = now_ns - counted_ns, times = gap_ns / INTERVAL_NS;
	uint64_t was_ns = idle_ns, busy_ns;

	assert_locked(&lock);
	if (!times)
		return;
	counted_ns += times * INTERVAL_NS;
	idle_ns = all_idle_ns();
	busy_ns = gap_ns * cpu_count - MIN(idle_ns - was_ns, gap_ns * cpu_count);
	if (active)
		times--;
	loadavg_decay(averages, (uint32_t)(busy_ns / (gap_ns / LOADAVG_ONE)), times);
	if (active)
		loadavg_decay(averages, *active, 1);
}

static void start_locked(void)
{
	assert_locked(&lock);
	timer_start(&timer, counted_ns + INTERVAL_NS);
}

/* A CPU that was idle has work now, and the timer is stopped. Interrupts off. */
static void work_begins(void)
{
	assert_irqs_off();
	rawlock_acquire(&lock);
	if (READ_ONCE(sched_work_begins)) { /* no other CPU was faster */
		WRITE_ONCE(sched_work_begins, NULL);
		count_locked(clock_ns(), NULL);
		start_locked();
	}
	rawlock_release(&lock);
}

static void count(struct timer *unused)
{
	uint32_t active = active_threads() << LOADAVG_SHIFT;

	rawlock_acquire(&lock);
	count_locked(clock_ns(), &active);
	/* Announce that counting stops, then check again: a CPU that stops being idle later sees
	 * the announcement. */
	if (!active) {
		WRITE_ONCE(sched_work_begins, work_begins);
		__atomic_thread_fence(__ATOMIC_SEQ_CST);
		if (active_threads())
			WRITE_ONCE(sched_work_begins, NULL);
	}
	if (!READ_ONCE(sched_work_begins))
		start_locked();
	rawlock_release(&lock);
}

void loadavg_init(void)
{
	unsigned long flags;

	if (clock_is_virtual)
		return;
	timer_init(&timer, count);
	flags = arch_irq_save();
	rawlock_acquire(&lock);
	counted_ns = clock_ns();
	idle_ns = all_idle_ns();
	start_locked();
	rawlock_release(&lock);
	arch_irq_restore(flags);
}

void loadavg_get(uint32_t to[3])
{
	unsigned long flags = arch_irq_save();

	rawlock_acquire(&lock);
	if (READ_ONCE(sched_work_begins)) /* otherwise the timer does it */
		count_locked(clock_ns(), NULL);
	memcpy(to, averages, sizeof(averages));
	rawlock_release(&lock);
	arch_irq_restore(flags);
}
