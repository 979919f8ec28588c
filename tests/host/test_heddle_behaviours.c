/* SPDX-License-Identifier: MIT */
/*
 * Counting behaviours: parts that are merged give the same as the whole, and the estimate is near
 * the truth, also when only a sample is kept.
 */
#include <lib/random.h>
#include <stdlib.h>
#include <string.h>
#include <tests/host/harness.h>
#include <tools/heddle/behaviours.h>

static uint64_t scramble(uint64_t number)
{
	struct prng prng;

	prng_seed(&prng, number);
	return prng_next(&prng);
}

/* The printed text, to be freed. */
static char *print(const struct behaviours *b, uint64_t schedules)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	behaviours_print(b, schedules, true, out);
	fclose(out);
	return text;
}

static void expect(const struct behaviours *b, uint64_t schedules, const char *wanted)
{
	char *text = print(b, schedules);

	assert_string_equal(text, wanted);
	free(text);
}

TEST(the_estimate_is_in_words)
{
	struct behaviours b = {0};

	for (uint64_t i = 0; i < 500; i++)
		behaviours_add(&b, scramble(i % 280), 1);
	expect(&b, 500,
		"500 schedules, 280 behaviours; "
		"about 12 % of further schedules would be new\n");
	expect(&b, 501, ""); /* a schedule had none */
	for (uint64_t i = 0; i < 280; i++)
		behaviours_add(&b, scramble(i), 1);
	expect(&b, 780,
		"780 schedules, 280 behaviours; "
		"less than 0.38 % of further schedules would be new\n");
	behaviours_free(&b);
	behaviours_add(&b, 7, 1);
	expect(&b, 1, "");
	behaviours_free(&b);
}

static void merge(struct behaviours *all, const struct behaviours *part)
{
	json_t *json = json_object();

	behaviours_to_json(part, json);
	behaviours_from_json(all, json);
	json_decref(json);
}

/* Draw one of `kinds` behaviours, some much more often than others. */
static uint64_t draw(struct prng *prng, uint32_t kinds)
{
	return scramble(prng_below(prng, 1 + prng_below(prng, kinds)));
}

TEST(parts_give_the_whole)
{
	static const uint32_t counts[] = {1000, 60000, 400000};

	for (size_t c = 0; c < 3; c++) {
		struct behaviours whole = {0}, parts[2] = {{0}}, merged = {0};
		struct prng prng;
		char *text, *other;

		prng_seed(&prng, c);
		for (uint32_t i = 0; i < counts[c]; i++) {
			uint64_t behaviour = draw(&prng, 1000000);

			behaviours_add(&whole, behaviour, 1);
			behaviours_add(&parts[i % 3 == 0], behaviour, 1);
		}
		merge(&merged, &parts[0]);
		merge(&merged, &parts[1]);
		text = print(&whole, counts[c]);
		other = print(&merged, counts[c]);
		assert_string_equal(text, other);
		assert_int_equal(whole.filled, merged.filled);
		assert_true(whole.filled <= BEHAVIOURS_MAX && whole.limit == merged.limit);
		assert_true(!whole.limit == (c < 2));
		free(text);
		free(other);
		behaviours_free(&whole);
		behaviours_free(&merged);
		behaviours_free(&parts[0]);
		behaviours_free(&parts[1]);
	}
}

/* The estimate after some schedules, against the part of the next ones that really is new. */
TEST(the_estimate_is_true)
{
	static const uint32_t kinds[] = {100, 10000, 1000000};

	for (size_t k = 0; k < 3; k++) {
		const uint32_t schedules = 300000, next = 3000;
		struct behaviours b = {0};
		static uint8_t seen[1000000];
		struct prng prng;
		uint32_t fresh = 0;
		double estimate;
		char *text;

		memset(seen, 0, sizeof(seen));
		prng_seed(&prng, k);
		for (uint32_t i = 0; i < schedules; i++) {
			uint32_t kind = prng_below(&prng, 1 + prng_below(&prng, kinds[k]));

			seen[kind] = 1;
			behaviours_add(&b, scramble(kind), 1);
		}
		for (uint32_t i = 0; i < next; i++)
			fresh += !seen[prng_below(&prng, 1 + prng_below(&prng, kinds[k]))];
		text = print(&b, schedules);
		estimate = strtod(strchr(text, ';') + strlen("; about "), NULL);
		assert_true(estimate - 100.0 * fresh / next < 2);
		assert_true(100.0 * fresh / next - estimate < 2);
		free(text);
		behaviours_free(&b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_estimate_is_in_words),
		cmocka_unit_test(parts_give_the_whole),
		cmocka_unit_test(the_estimate_is_true),
	};

	return cmocka_run_group_tests_name("heddle_behaviours", tests, NULL, NULL);
}
