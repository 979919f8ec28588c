/* SPDX-License-Identifier: MIT */
/*
 * Threads of the fair class that only compute, on two to four simulated CPUs. Each gets its share
 * by weight of the CPU time that real-time threads leave, but at most one CPU.
 */
#include <kernel/sched/usage.h>
#include <kernel/time/sleep.h>
#include <kernel/time/timer.h>
#include <lib/random.h>
#include <tests/host/sim.h>

#define ROUNDS   100
#define THREADS  8
#define SLICE_NS 1000000
#define RUN_NS   (400 * (uint64_t)SLICE_NS)
#define STEP_NS  4000
/* Tolerance: threads take a while to spread by weight. */
#define EQUALS_NS  (10 * (int64_t)SLICE_NS)
#define WEIGHTS_NS (40 * (int64_t)SLICE_NS)

static bool stop;
static uint64_t used_ns[THREADS];

static uintptr_t compute(uintptr_t number, uintptr_t arg1, uintptr_t arg2)
{
	while (!stop)
		sim_work();
	used_ns[number] = sched_runtime_ns(current_thread());
	return 0;
}

/* Compute the share of each of `count` weights on `cpus_left` CPUs. A thread whose share would
 * exceed one CPU gets one, and the others share the rest. */
static void fill(unsigned count, const unsigned *weights, unsigned cpus_left, double *shares)
{
	bool whole[THREADS] = {false}, again = true;

	while (again) {
		double sum = 0, left = cpus_left;

		again = false;
		for (unsigned i = 0; i < count; i++) {
			sum += whole[i] ? 0 : weights[i];
			left -= whole[i];
		}
		for (unsigned i = 0; i < count; i++) {
			shares[i] = whole[i] ? 1 : left * weights[i] / sum;
			if (shares[i] > 1)
				whole[i] = again = true;
		}
	}
}

static void check_shares(unsigned count, const unsigned *weights, unsigned cpus_left,
	uint64_t time_ns, int64_t most_ns)
{
	double shares[THREADS];

	fill(count, weights, cpus_left, shares);
	for (unsigned i = 0; i < count; i++) {
		int64_t wrong = (int64_t)used_ns[i] - (int64_t)(shares[i] * (double)time_ns);

		if (wrong > most_ns || wrong < -most_ns)
			sim_fail("of %u threads on %u CPUs number %u of weight %u got %d us too "
				 "much",
				count, cpus_left, i, weights[i], (int)(wrong / 1000));
	}
}

static void share(uint64_t seed, unsigned cpu_total, unsigned count, const unsigned *niceness,
	unsigned hogs, int64_t wrong_ns)
{
	struct sim_options options = sim_draw(seed);
	struct thread *threads[2 * THREADS];
	unsigned weights[THREADS];
	uint64_t began_ns;

	options.policy = &policy_linux;
	options.cpus = cpu_total;
	options.step_ns = STEP_NS;
	stop = false;
	sched_quantum_ns = SLICE_NS;
	sim_start(&options);
	sched_set_class(current_thread(), &(struct sched_class){.realtime = 2});
	for (unsigned i = 0; i < count; i++) {
		threads[i] = sim_spawn("compute", compute, i, THREAD_PRIORITY_MID);
		sched_set_class(threads[i], &(struct sched_class){.weight = niceness[i]});
		weights[i] = fair_weight(niceness[i]);
	}
	for (unsigned i = count; i < count + hogs; i++) {
		threads[i] = sim_spawn("hog", compute, THREADS - 1, THREAD_PRIORITY_MID);
		sched_set_class(threads[i], &(struct sched_class){.realtime = 1});
	}
	began_ns = host_now_ns;
	thread_sleep_ns(RUN_NS);
	stop = true;
	for (unsigned i = 0; i < count + hogs; i++)
		SIM_CHECK(thread_join(threads[i], NULL) == 0);
	check_shares(count, weights, cpu_total - hogs, host_now_ns - began_ns, wrong_ns);
	sim_stop();
}

static void round_of_equals(uint64_t seed)
{
	static const unsigned nice_0[THREADS] = {20, 20, 20, 20, 20, 20, 20, 20};
	unsigned cpu_total = 2 + (unsigned)(seed % 3);

	share(seed, cpu_total, cpu_total + 1 + (unsigned)(seed / 3 % 3), nice_0, 0, EQUALS_NS);
}

static void round_of_weights(uint64_t seed)
{
	unsigned niceness[THREADS];
	struct prng prng;

	prng_seed(&prng, seed);
	for (unsigned i = 0; i < THREADS; i++)
		niceness[i] = FAIR_NICE_0 - 5 + 5 * prng_below(&prng, 4);
	share(seed, 2 + prng_below(&prng, 2), 3 + prng_below(&prng, 3), niceness, 0, WEIGHTS_NS);
}

static void round_with_hog(uint64_t seed)
{
	static const unsigned niceness[THREADS] = {20, 20, 20, 15};

	share(seed, 2 + (unsigned)(seed % 2), 3 + (unsigned)(seed / 2 % 2), niceness, 1,
		WEIGHTS_NS);
}

TEST(equals_share_all_cpus)
{
	sim_rounds(ROUNDS, round_of_equals);
}

TEST(weights_share_all_cpus)
{
	sim_rounds(ROUNDS, round_of_weights);
}

TEST(nobody_waits_behind_realtime)
{
	sim_rounds(ROUNDS, round_with_hog);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equals_share_all_cpus),
		cmocka_unit_test(weights_share_all_cpus),
		cmocka_unit_test(nobody_waits_behind_realtime),
	};

	return cmocka_run_group_tests_name("shares", tests, NULL, NULL);
}
