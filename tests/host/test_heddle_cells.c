/* SPDX-License-Identifier: MIT */
/*
 * How the machines of one exploration share the seeds: each seed belongs to one of them.
 */
#include <tests/host/harness.h>
#include <user/cells.h>

#define SEEDS 3000

TEST(each_seed_has_one_owner)
{
	for (uint64_t shares = 1; shares <= 7; shares++) {
		unsigned owners[SEEDS] = {0};

		for (uint64_t share = 0; share < shares; share++)
			for (uint64_t i = cell_next(0, share, shares); i < SEEDS;
				i = cell_next(i + 1, share, shares)) {
				owners[i]++;
				assert_int_equal(cell_of(i) % shares, share);
			}
		for (uint64_t i = 0; i < SEEDS; i++)
			assert_int_equal(owners[i], 1);
	}
}

TEST(counts_are_those_of_the_walk)
{
	for (uint64_t shares = 1; shares <= 7; shares++)
		for (uint64_t share = 0; share < shares; share++) {
			uint64_t count = 0, next = cell_next(0, share, shares);

			for (uint64_t i = 0; i < SEEDS; i++) {
				assert_int_equal(cell_count(i, share, shares), count);
				count += i == next;
				if (i == next)
					next = cell_next(i + 1, share, shares);
			}
		}
}

TEST(cells_follow_each_other)
{
	for (uint64_t i = 0; i < SEEDS; i++) {
		assert_true(cell_start(cell_of(i)) <= i && i < cell_start(cell_of(i) + 1));
		assert_int_equal(cell_ends(i), cell_start(cell_of(i) + 1) == i + 1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_seed_has_one_owner),
		cmocka_unit_test(counts_are_those_of_the_walk),
		cmocka_unit_test(cells_follow_each_other),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
