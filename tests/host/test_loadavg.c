/* SPDX-License-Identifier: MIT */
/*
 * Load averages against the exponential function.
 */
#include <kernel/time/loadavg.h>
#include <lib/random.h>
#include <math.h>
#include <tests/host/harness.h>

#define ROUNDS 2000

static const double minutes[3] = {1, 5, 15};

static double expected(double from, double active, uint64_t times, int i)
{
	return active + (from - active) * exp(-5.0 * (double)times / (60 * minutes[i]));
}

/* Over any time span, up or down, the error is at most that of the rounded factors, raised to the
 * power. */
TEST(decays_like_the_exponential)
{
	struct prng prng;

	prng_seed(&prng, 1);
	for (int round = 0; round < ROUNDS; round++) {
		uint32_t from = (uint32_t)prng_below(&prng, 100 * LOADAVG_ONE);
		uint32_t active = (uint32_t)prng_below(&prng, 100 * LOADAVG_ONE);
		uint64_t times = prng_below(&prng, 400);
		uint32_t averages[3] = {from, from, from};

		loadavg_decay(averages, active, times);
		for (int i = 0; i < 3; i++) {
			double wanted = expected(from, active, times, i);
			double step = fabs((double)from - active);

			assert_true(fabs(averages[i] - wanted) <= 2 + step * 0.02);
		}
	}
}

/* The average reaches its limit and stays there. It does not change in no time. */
TEST(settles)
{
	uint32_t averages[3] = {0}, before[3];

	for (int i = 0; i < 5000; i++)
		loadavg_decay(averages, 3 * LOADAVG_ONE, 1);
	for (int i = 0; i < 3; i++)
		assert_int_equal(averages[i], 3 * LOADAVG_ONE);
	for (int i = 0; i < 3; i++)
		before[i] = averages[i];
	loadavg_decay(averages, 0, 0);
	assert_memory_equal(averages, before, sizeof(before));
	loadavg_decay(averages, 0, UINT64_MAX);
	for (int i = 0; i < 3; i++)
		assert_int_equal(averages[i], 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(decays_like_the_exponential),
		cmocka_unit_test(settles),
	};

	return cmocka_run_group_tests_name("loadavg", tests, NULL, NULL);
}
