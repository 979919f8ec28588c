/* SPDX-License-Identifier: MIT */
/*
 * The random number generator: the same numbers everywhere (so that a seed printed on one machine
 * replays on another), in range, and spread evenly enough. Atomics: the result of each operation.
 */
#include <lib/atomic.h>
#include <lib/random.h>
#include <tests/host/harness.h>

TEST(sequence_is_fixed)
{
	struct prng prng;

	prng_seed(&prng, 0);
	assert_true(prng.state == 0xe220a8397b1dcdaf); /* splitmix64's first number from 0 */
	assert_true(prng_next(&prng) == 0x7bbcb40d550682d0);
	assert_true(prng_next(&prng) == 0xde7fe413d00cc9fd);
	prng_seed(&prng, 0 - 0x9e3779b97f4a7c15); /* the one seed that gives state 0 */
	assert_true(prng.state == 1);
}

TEST(below_is_even)
{
	int count[10] = {0};
	struct prng prng;

	prng_seed(&prng, 1);
	for (int i = 0; i < 100000; i++)
		count[prng_below(&prng, 10)]++; /* out of range: the sanitizer objects */
	for (int i = 0; i < 10; i++)
		assert_in_range(count[i], 9700, 10300);
	for (int i = 0; i < 100; i++)
		assert_int_equal(prng_below(&prng, 1), 0);
}

TEST(atomics)
{
	struct atomic a = {1};

	atomic_inc(&a);
	assert_int_equal(atomic_load(&a), 2);
	assert_false(atomic_dec_and_test(&a));
	assert_true(atomic_dec_and_test(&a));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sequence_is_fixed),
		cmocka_unit_test(below_is_even),
		cmocka_unit_test(atomics),
	};

	return cmocka_run_group_tests_name("random", tests, NULL, NULL);
}
