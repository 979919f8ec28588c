/* SPDX-License-Identifier: MIT */
/*
 * The 64-bit division of 32-bit machines against the host's own.
 */
#include <lib/random.h>
#include <tests/host/harness.h>

#define ROUNDS 500000

uint64_t heddle___udivmoddi4(uint64_t n, uint64_t d, uint64_t *remainder);
int64_t heddle___divmoddi4(int64_t n, int64_t d, int64_t *remainder);
uint64_t heddle___udivdi3(uint64_t n, uint64_t d);
uint64_t heddle___umoddi3(uint64_t n, uint64_t d);
int64_t heddle___divdi3(int64_t n, int64_t d);
int64_t heddle___moddi3(int64_t n, int64_t d);

static void check(uint64_t n, uint64_t d)
{
	uint64_t remainder;
	int64_t sn = (int64_t)n, sd = (int64_t)d, signed_remainder;

	if (d == 0)
		return;
	assert_true(heddle___udivmoddi4(n, d, &remainder) == n / d && remainder == n % d);
	assert_true(heddle___udivmoddi4(n, d, NULL) == n / d);
	assert_true(heddle___udivdi3(n, d) == n / d && heddle___umoddi3(n, d) == n % d);
	if (sn == INT64_MIN && sd == -1)
		return; /* overflows */
	assert_true(heddle___divmoddi4(sn, sd, &signed_remainder) == sn / sd &&
		    signed_remainder == sn % sd);
	assert_true(heddle___divdi3(sn, sd) == sn / sd && heddle___moddi3(sn, sd) == sn % sd);
}

TEST(edges)
{
	static const uint64_t edges[] = {0, 1, 2, 3, 10, INT32_MAX, 1ull << 31, UINT32_MAX,
		1ull << 32, (1ull << 32) + 1, 1000000000, INT64_MAX, 1ull << 63, (1ull << 63) + 1,
		UINT64_MAX - 1, UINT64_MAX};

	for (size_t i = 0; i < ARRAY_SIZE(edges); i++)
		for (size_t j = 0; j < ARRAY_SIZE(edges); j++)
			check(edges[i], edges[j]);
}

TEST(random_numbers)
{
	struct prng prng;

	prng_seed(&prng, 1);
	for (int round = 0; round < ROUNDS; round++) {
		uint64_t n = prng_next(&prng) >> prng_below(&prng, 64);
		uint64_t d = prng_next(&prng) >> prng_below(&prng, 64);

		check(n, d);
		check(-n, d);
		check(n, -d);
	}
}

TEST(division_by_zero_is_caught)
{
	expect_assert_failure(heddle___udivdi3(1, 0));
	expect_assert_failure(heddle___moddi3(INT64_MIN, 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(edges),
		cmocka_unit_test(random_numbers),
		cmocka_unit_test(division_by_zero_is_caught),
	};

	return cmocka_run_group_tests_name("div64", tests, NULL, NULL);
}
