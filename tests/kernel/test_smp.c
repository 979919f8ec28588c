/* SPDX-License-Identifier: MIT */
/*
 * Many CPUs: work started on one CPU spreads over all, threads migrate and keep their state, and
 * any CPU can be made to check its queue. The watchdog sets the only time limit.
 */
#include <tests/kernel/ktest.h>

#define PER_CPU 3

static unsigned seen; /* bit mask of CPUs */
static unsigned arrived;

static bool one_cpu(void)
{
	if (cpu_count > 1)
		return false;
	ktest_skip("one CPU");
	return true;
}

static unsigned all_cpus(void)
{
	return (1u << cpu_count) - 1;
}

static void note_cpu(void)
{
	preempt_disable();
	__atomic_fetch_or(&seen, 1u << this_cpu()->id, __ATOMIC_RELAXED);
	preempt_enable();
}

/* Keeps a CPU busy until all CPUs have been busy with it. */
static uintptr_t spin_until_all_seen(uintptr_t unused0, uintptr_t unused1, uintptr_t unused2)
{
	do
		note_cpu();
	while (__atomic_load_n(&seen, __ATOMIC_RELAXED) != all_cpus());
	return 0;
}

KTEST(smp_work_spreads)
{
	static struct thread *threads[PER_CPU * CPU_MAX];
	unsigned count = PER_CPU * cpu_count;

	seen = 0;
	for (unsigned i = 0; i < count; i++)
		threads[i] = ktest_spawn("busy", spin_until_all_seen, 0, 0, 0);
	for (unsigned i = 0; i < count; i++)
		thread_join(threads[i], NULL);
	EXPECT_EQ(seen, all_cpus());
}

/* As many threads as CPUs meet at a barrier without ever yielding: each needs its own CPU. */
static uintptr_t meet(uintptr_t unused0, uintptr_t unused1, uintptr_t unused2)
{
	preempt_disable();
	__atomic_fetch_add(&arrived, 1, __ATOMIC_RELAXED);
	while (__atomic_load_n(&arrived, __ATOMIC_RELAXED) < cpu_count)
		arch_cpu_relax();
	preempt_enable();
	return 0;
}

KTEST(smp_idle_cpus_steal)
{
	struct thread *threads[CPU_MAX];

	if (one_cpu())
		return;
	for (int round = 0; round < 20; round++) {
		arrived = 0;
		for (unsigned i = 0; i < cpu_count; i++)
			threads[i] = ktest_spawn("meet", meet, 0, 0, 0);
		for (unsigned i = 0; i < cpu_count; i++)
			thread_join(threads[i], NULL);
		EXPECT_EQ(arrived, cpu_count);
	}
}

/* The same with real-time threads, while all CPUs have other work. */
static bool work_done;

static uintptr_t work(uintptr_t unused0, uintptr_t unused1, uintptr_t unused2)
{
	while (!READ_ONCE(work_done))
		arch_cpu_relax();
	return 0;
}

KTEST(smp_realtime_spreads)
{
	struct thread *workers[2 * CPU_MAX], *threads[CPU_MAX];

	if (one_cpu())
		return;
	WRITE_ONCE(work_done, false);
	for (unsigned i = 0; i < 2 * cpu_count; i++)
		workers[i] = ktest_spawn("work", work, 0, 0, 0);
	for (int round = 0; round < 5; round++) {
		arrived = 0;
		for (unsigned i = 0; i < cpu_count; i++) {
			threads[i] =
				thread_create(&(struct thread_spec){.name = "meet", .entry = meet});
			EXPECT(threads[i]);
			sched_set_class(threads[i], &(struct sched_class){.realtime = 1 + i % 2});
		}
		preempt_disable(); /* this thread might not get a CPU before the last has started */
		for (unsigned i = 0; i < cpu_count; i++)
			sched_start(threads[i]);
		preempt_enable();
		for (unsigned i = 0; i < cpu_count; i++)
			thread_join(threads[i], NULL);
		EXPECT_EQ(arrived, cpu_count);
	}
	WRITE_ONCE(work_done, true);
	for (unsigned i = 0; i < 2 * cpu_count; i++)
		thread_join(workers[i], NULL);
}

/* One thread more than CPUs: each has a CPU for itself in turn, so each keeps changing CPUs. */
#define CHANGES 2

static unsigned settled; /* threads that have not migrated often enough yet */

static uintptr_t go_round(uintptr_t unused0, uintptr_t unused1, uintptr_t unused2)
{
	struct cpu *last = NULL;
	int changes = -1;

	while (READ_ONCE(settled)) {
		preempt_disable();
		if (changes < CHANGES && this_cpu() != last && ++changes == CHANGES)
			__atomic_fetch_sub(&settled, 1, __ATOMIC_RELAXED);
		last = this_cpu();
		preempt_enable();
	}
	return 0;
}

KTEST(smp_odd_one_goes_round)
{
	struct thread *threads[CPU_MAX + 1];

	if (one_cpu())
		return;
	if (cpus[0].rq.policy != &policy_linux || cpu_count > 4) {
		ktest_skip("for another policy, and as many CPUs as are really there");
		return;
	}
	settled = cpu_count + 1;
	for (unsigned i = 0; i <= cpu_count; i++)
		threads[i] = ktest_spawn("round", go_round, 0, 0, 0);
	for (unsigned i = 0; i <= cpu_count; i++)
		thread_join(threads[i], NULL);
	EXPECT_EQ(settled, 0);
}

/* A spinning thread on another CPU sees a kill, although it never blocks and is alone there. */
static bool spinning;

static uintptr_t spin_until_killed(uintptr_t unused0, uintptr_t unused1, uintptr_t unused2)
{
	WRITE_ONCE(spinning, true);
	for (;;)
		thread_testcancel();
	return 0;
}

KTEST(smp_kill_running)
{
	struct thread *t;
	uintptr_t value = 0;

	spinning = false;
	t = ktest_spawn("victim", spin_until_killed, 0, 0, 0);
	EXPECT_SOON(READ_ONCE(spinning));
	thread_kill(t);
	EXPECT_EQ(thread_join(t, &value), 0);
	EXPECT_EQ((intptr_t)value, (intptr_t)THREAD_EXIT_KILLED);
}

/* Threads that are stopped, continued, re-prioritised and killed by others while they migrate. */
static uintptr_t wander(uintptr_t rounds, uintptr_t unused1, uintptr_t unused2)
{
	for (uintptr_t i = 0; i < rounds; i++) {
		thread_yield();
		if (i % 8 == 0)
			thread_sleep_ns(1000);
	}
	return 0;
}

KTEST(smp_commands_from_elsewhere)
{
	struct thread *threads[2 * CPU_MAX];
	unsigned count = 2 * cpu_count;

	for (unsigned i = 0; i < count; i++)
		threads[i] = ktest_spawn("wander", wander, i % 4 ? 200 : 1000000000, 0, 0);
	for (unsigned round = 0; round < 50; round++) {
		for (unsigned i = 0; i < count; i++) {
			/* Not joined yet, so still there, perhaps dead. */
			sched_set_class(threads[i],
				&(struct sched_class){.weight = (round + i) % FAIR_WEIGHTS});
			thread_stop(threads[i]);
			ktest_continue(threads[i]);
		}
		thread_yield();
	}
	for (unsigned i = 0; i < count; i++) {
		if (i % 4 == 0)
			thread_kill(threads[i]);
		EXPECT_EQ(thread_join(threads[i], NULL), 0);
	}
}
