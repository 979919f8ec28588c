/* SPDX-License-Identifier: MIT */
/*
 * Real-time threads on two to four simulated CPUs that all have other work. The rule: a thread
 * waits only if every CPU in its affinity runs a thread of at least its priority. The rule holds as
 * soon as the IPIs have arrived; between random steps, each thread waits until it holds.
 */
#include <kernel/time/sleep.h>
#include <kernel/time/timer.h>
#include <string.h>
#include <tests/host/sim.h>

#define ROUNDS      5000
#define REALTIME    6 /* threads */
#define STEPS       5
#define LEVELS_USED 4

static struct thread *threads[REALTIME];
static unsigned started, ended;

static bool could_run(const struct thread *t, unsigned cpu)
{
	return !(t->excluded_cpus >> cpu & 1) && cpus[cpu].rq.top < t->level;
}

/* Check that no thread that waits at this level of the CPU `at` could run on another CPU. */
static bool ring_keeps_rule(unsigned at, const struct thread *first)
{
	const struct thread *t = first;

	do {
		for (unsigned i = 0; t != cpus[at].rq.curr && i < cpu_count; i++)
			if (i != at && could_run(t, i))
				return false;
		t = runqueue_next(t);
	} while (t != first);
	return true;
}

static bool rule_holds(void)
{
	for (unsigned i = 0; i < cpu_count; i++) {
		const struct runqueue *rq = &cpus[i].rq;

		if (rq->top > LEVEL_REALTIME && rq->curr->level != rq->top)
			return false; /* not yet switched to */
		for (int level = rq->top; level > LEVEL_REALTIME;
			level = bitmap_last(rq->bitmap, (unsigned)level))
			if (!ring_keeps_rule(i, rq->first[level]))
				return false;
	}
	return true;
}

static void take_level(struct thread *t)
{
	const struct sched_class class = {
		.realtime = 1 + host_random(LEVELS_USED),
		.quantum_ns = host_random(2) * 1000000,
	};

	sched_set_class(t, &class);
}

static void take_cpus(struct thread *t)
{
	unsigned allowed = host_random(1u << cpu_count);

	WRITE_ONCE(t->excluded_cpus, allowed ? ~allowed : 0);
	sched_affinity_changed(t);
}

static void one_step(void)
{
	struct thread *other = started ? threads[host_random(started)] : current_thread();

	switch (host_random(6)) {
	case 0:
		thread_yield();
		break;
	case 1:
		thread_sleep_ns(sim_some_ns(20));
		break;
	case 2:
		take_level(current_thread());
		break;
	case 3:
		take_level(other);
		break;
	case 4:
		take_cpus(other);
		break;
	default:
		thread_sleep_ns(1);
	}
}

static uintptr_t urgent(uintptr_t arg0, uintptr_t arg1, uintptr_t arg2)
{
	for (unsigned i = 0; i < STEPS; i++) {
		do
			sim_work();
		while (!rule_holds());
		one_step();
	}
	ended++;
	return 0;
}

/* The real-time threads leave it a CPU when they sleep or have ended. */
static uintptr_t busy(uintptr_t arg0, uintptr_t arg1, uintptr_t arg2)
{
	while (ended < REALTIME)
		sim_work();
	return 0;
}

static void round_of_realtime(uint64_t seed)
{
	struct sim_options options = sim_draw(seed);
	struct thread *workers[8];
	unsigned count;

	options.cpus = 2 + (unsigned)(seed % 3);
	options.step_ns = MAX(options.step_ns, 1000u); /* sleeping threads wake among busy ones */
	count = 2 * options.cpus;
	started = ended = 0;
	sim_start(&options);
	sched_set_class(current_thread(), &(struct sched_class){.realtime = LEVELS_USED + 1});
	for (unsigned i = 0; i < count; i++)
		workers[i] = sim_spawn("busy", busy, 0, 1);
	for (unsigned i = 0; i < REALTIME; i++) {
		threads[i] = sim_spawn("urgent", urgent, 0, 1);
		started++;
		take_level(threads[i]);
	}
	while (ended < REALTIME)
		thread_sleep_ns(sim_some_ns(100));
	for (unsigned i = 0; i < REALTIME; i++)
		SIM_CHECK(thread_join(threads[i], NULL) == 0);
	for (unsigned i = 0; i < count; i++)
		SIM_CHECK(thread_join(workers[i], NULL) == 0);
	sim_stop();
}

TEST(the_highest_run)
{
	sim_rounds(ROUNDS, round_of_realtime);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_highest_run),
	};

	return cmocka_run_group_tests_name("realtime", tests, NULL, NULL);
}
