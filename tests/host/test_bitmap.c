/* SPDX-License-Identifier: MIT */
/*
 * Bitmaps against an array of bools, and the bit-counting support functions against loops.
 */
#include <lib/bitmap.h>
#include <lib/random.h>
#include <tests/host/harness.h>

#define BITS   200
#define ROUNDS 50000

int heddle___clzdi2(uint64_t x);
int heddle___ctzdi2(uint64_t x);
int heddle___popcountdi2(uint64_t x);

static bool model[BITMAP_WORDS(BITS) * BITS_PER_WORD];

static size_t model_next(bool value, size_t from, size_t end)
{
	while (from < end && model[from] != value)
		from++;
	return from;
}

static int model_last(size_t end)
{
	while (end > 0 && !model[end - 1])
		end--;
	return (int)end - 1;
}

TEST(random_operations)
{
	unsigned long map[BITMAP_WORDS(BITS)] = {0};
	struct prng prng;

	prng_seed(&prng, 1);
	for (int round = 0; round < ROUNDS; round++) {
		size_t bit = prng_below(&prng, BITS), from = prng_below(&prng, BITS + 1);
		/* Some phases leave the map nearly empty, others nearly full. */
		bool set = prng_below(&prng, 16) < (round / 4096 % 2 ? 15 : 1);

		(set ? bitmap_set : bitmap_clear)(map, bit);
		model[bit] = set;
		assert_int_equal(bitmap_test(map, bit), set);
		assert_int_equal(bitmap_test(map, from % BITS), model[from % BITS]);
		assert_int_equal(bitmap_next_clear(map, BITS, from), model_next(false, from, BITS));
		assert_int_equal(bitmap_last(map, from), model_last(from));
	}
}

static void check_counts(uint64_t x)
{
	int first = 0, last = 63, count = 0;

	while (!(x >> first & 1))
		first++;
	while (!(x >> last & 1))
		last--;
	for (int i = 0; i < 64; i++)
		count += x >> i & 1;
	assert_int_equal(heddle___ctzdi2(x), first);
	assert_int_equal(heddle___clzdi2(x), 63 - last);
	assert_int_equal(heddle___popcountdi2(x), count);
	assert_int_equal(bit_ffs(x), first);
	assert_int_equal(bit_fls(x), last);
}

TEST(bit_counts)
{
	struct prng prng;

	prng_seed(&prng, 2);
	for (int i = 0; i < 64; i++) {
		check_counts(1ull << i);
		check_counts(~0ull << i);
		check_counts(~0ull >> i);
	}
	for (int round = 0; round < ROUNDS; round++)
		check_counts((prng_next(&prng) | 1) << prng_below(&prng, 64));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_operations),
		cmocka_unit_test(bit_counts),
	};

	return cmocka_run_group_tests_name("bitmap", tests, NULL, NULL);
}
