/* SPDX-License-Identifier: MIT */
/*
 * Shrinking lists of choices (user/explore/shrink.h) of a model: a run fails if its choices include
 * those of one of some sets. Choices that are never possible disappear from the list.
 */
#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <tests/host/harness.h>
#include <user/explore/shrink.h>

#define ALONE 7  /* a choice at this event is enough by itself */
#define NONE  99 /* there is no event with this number */

static unsigned runs, reports;
static int error;

static bool includes(const struct explore_choice *list, unsigned count, uint32_t own,
	uint32_t thread)
{
	for (unsigned i = 0; i < count; i++)
		if (list[i].own == own && list[i].value == thread)
			return true;
	return false;
}

static bool fails(const struct explore_choice *list, unsigned count)
{
	return includes(list, count, ALONE, 1) ||
	       (includes(list, count, 3, 1) && includes(list, count, 12, 1)) ||
	       (includes(list, count, 20, 2) && includes(list, count, 30, 1));
}

static long run(struct explore_choice *list, unsigned *count, struct explore_result *result)
{
	unsigned kept = 0;

	for (unsigned i = 0; i < *count; i++)
		if (list[i].own != NONE)
			list[kept++] = list[i];
	*count = kept;
	*result = (struct explore_result){.threads = 3};
	if (fails(list, kept)) {
		result->status = 6;
		result->place = includes(list, kept, ALONE, 1) ? 1 : 2;
	}
	runs++;
	return error;
}

static void report(unsigned tries, unsigned count)
{
	reports++;
}

static long shrunk(struct explore_choice *list, unsigned *count, uint64_t place)
{
	const struct explore_result wanted = {.status = 6, .place = place, .threads = 3};

	runs = reports = 0;
	return shrink(list, count, &wanted, &(struct shrink_driver){run, report});
}

TEST(unneeded_choices_are_left_out)
{
	struct explore_choice list[] = {{.own = 1, .value = 1}, {.own = ALONE, .value = 1},
		{.own = 13, .value = 1}, {.own = NONE, .value = 1}};
	unsigned count = 4;

	assert_int_equal(shrunk(list, &count, 1), 0);
	assert_int_equal(count, 1);
	assert_int_equal(list[0].own, ALONE);
}

TEST(the_place_stays)
{
	struct explore_choice list[] = {{.own = 3, .value = 1}, {.own = ALONE, .value = 1},
		{.own = 12, .value = 1}};
	unsigned count = 3;

	/* Of the whole list, the choice that is enough by itself decides; without it, the place is
	 * another one, and it takes two choices. */
	assert_int_equal(shrunk(list, &count, 2), 0);
	assert_int_equal(count, 2);
	assert_int_equal(list[0].own, 3);
	assert_int_equal(list[1].own, 12);
}

TEST(a_choice_is_moved_if_fewer_suffice_then)
{
	for (int away = -5; away <= 5; away++) {
		struct explore_choice list[] = {{.own = 20, .value = 2}, {.own = 30, .value = 1},
			{.own = (uint32_t)(ALONE + away), .value = 1}};
		struct explore_choice others[] = {{.own = ALONE, .value = 2},
			{.own = 40, .value = 1}};
		unsigned count = 3, other_count = 2;

		/* The failure at place 1 is found only by moving the last choice, or by another
		 * thread. */
		assert_int_equal(shrunk(list, &count, 1), 0);
		assert_int_equal(count, 1);
		assert_int_equal(list[0].own, ALONE);
		assert_int_equal(shrunk(others, &other_count, 1), 0);
		assert_int_equal(other_count, 1);
		assert_int_equal(others[0].value, 1);
	}
}

TEST(long_lists_end)
{
	static struct explore_choice list[EXPLORE_CHOICES_MAX];
	unsigned count = EXPLORE_CHOICES_MAX;

	for (uint32_t i = 0; i < count; i++)
		list[i] = (struct explore_choice){.own = i + 100, .value = 1};
	list[5] = (struct explore_choice){.own = 20, .value = 2};
	list[16000] = (struct explore_choice){.own = 30, .value = 1};
	assert_int_equal(shrunk(list, &count, 2), 0);
	assert_int_equal(count, 2);
	assert_true(runs < SHRINK_TRIES_MAX && reports > 1);
}

TEST(an_error_ends_it)
{
	struct explore_choice list[] = {{.own = 3, .value = 1}, {.own = 12, .value = 1}};
	unsigned count = 2;

	error = -ENOMEM;
	assert_int_equal(shrunk(list, &count, 2), -ENOMEM);
	error = 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(unneeded_choices_are_left_out),
		cmocka_unit_test(the_place_stays),
		cmocka_unit_test(a_choice_is_moved_if_fewer_suffice_then),
		cmocka_unit_test(long_lists_end),
		cmocka_unit_test(an_error_ends_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
