/* SPDX-License-Identifier: MIT */
/*
 * Picks: they are a function of the seed, do not move switches, are as likely as asked for, and
 * keep their places when other choices are left out.
 */
#include <kernel/explore/schedule/policy.h>
#include <kernel/explore/schedule/schedule.h>
#include <string.h>
#include <tests/host/harness.h>

#define EVENTS   60
#define MADE_MAX 1024

static struct schedule schedule;
static struct schedule_profile profile = {.open_events = EVENTS};
static struct choice made[MADE_MAX], given[MADE_MAX];
static uint32_t values[EVENTS * 3]; /* of the picks of the last run, in their order */

/* Two threads and some events. At each, the running thread makes three picks, if `picks`. */
static uint64_t run(const char *policy, uint64_t seed, bool picks)
{
	const struct operation access = {.kind = OPERATION_ACCESS, .word = 8, .write = true};
	struct policy_spec spec;
	uint32_t current = 0;

	assert_int_equal(policy_parse(&spec, policy), 0);
	schedule.made = made;
	schedule.made_room = MADE_MAX;
	schedule_begin(&schedule, &spec, &profile, seed);
	schedule_add(&schedule, 0);
	for (uint32_t i = 0; i < EVENTS; i++) {
		uint32_t *v = &values[3 * i];

		current = schedule_choose(&schedule, current, &access);
		v[0] = v[1] = v[2] = 0;
		if (!picks)
			continue;
		v[0] = schedule_pick(&schedule, current, EXPLORE_CHOICE_HOLD, 2, 16384);
		v[1] = schedule_pick(&schedule, current, EXPLORE_CHOICE_DRAIN, 5, 32768);
		v[2] = schedule_pick(&schedule, current, EXPLORE_CHOICE_HOLD, 2, SCHEDULE_CERTAIN);
	}
	return schedule.hash;
}

static void give_made(void)
{
	memcpy(given, made, sizeof(given));
	schedule.given = given;
	schedule.given_count = schedule.made_count;
}

static const char *const random_policies[] = {"rw", "pct:3", "pos", "surw"};
#define POLICIES (sizeof(random_policies) / sizeof(random_policies[0]))

TEST(choices_make_the_picks_again)
{
	static uint32_t first[EVENTS * 3];

	for (uint64_t seed = 0; seed < 200 * POLICIES; seed++) {
		uint64_t hash = run(random_policies[seed % POLICIES], seed, true);

		memcpy(first, values, sizeof(first));
		assert_true(hash == run(random_policies[seed % POLICIES], seed, true));
		give_made();
		assert_true(run("replay", 0, true) == hash);
		assert_memory_equal(first, values, sizeof(first));
		assert_int_equal(schedule.made_count, schedule.given_count);
		assert_memory_equal(made, given, schedule.made_count * sizeof(made[0]));
	}
}

/* Adding a decision of another kind must not change what a seed finds among switches. */
TEST(picks_do_not_move_switches)
{
	for (uint64_t seed = 0; seed < 100 * POLICIES; seed++) {
		uint32_t switches = 0;

		run(random_policies[seed % POLICIES], seed, false);
		give_made();
		run(random_policies[seed % POLICIES], seed, true);
		for (uint32_t i = 0; i < schedule.made_count; i++)
			if (made[i].kind == EXPLORE_CHOICE_SWITCH)
				assert_memory_equal(&made[i], &given[switches++], sizeof(made[i]));
		assert_int_equal(switches, schedule.given_count);
	}
}

TEST(picks_are_as_likely_as_asked)
{
	uint32_t holds = 0, drains[5] = {0}, runs = 1000, picks = runs * EVENTS;

	for (uint64_t seed = 0; seed < runs; seed++) {
		run("rw", seed, true);
		for (uint32_t i = 0; i < EVENTS; i++) {
			holds += values[3 * i];
			drains[values[3 * i + 1]]++;
			assert_int_equal(values[3 * i + 2], 1);
		}
	}
	assert_in_range(holds, picks / 4 - picks / 50, picks / 4 + picks / 50);
	assert_in_range(drains[0], picks / 2 - picks / 50, picks / 2 + picks / 50);
	for (int i = 1; i < 5; i++)
		assert_in_range(drains[i], picks / 8 - picks / 50, picks / 8 + picks / 50);
}

TEST(plain_policies_pick_nothing)
{
	static const char *const plain[] = {"rr", "slice:3", "replay"};

	schedule.given_count = 0;
	for (size_t p = 0; p < sizeof(plain) / sizeof(plain[0]); p++) {
		run(plain[p], 5, true);
		for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
			assert_int_equal(values[i], 0);
	}
}

/* Without one pick, or with one that is no longer possible, all others stay. */
TEST(picks_keep_their_places)
{
	static uint32_t first[EVENTS * 3];

	run("rw", 3, true);
	memcpy(first, values, sizeof(first));
	for (uint32_t left_out = 0;; left_out++) {
		uint32_t different = 0;

		run("rw", 3, true);
		if (left_out == schedule.made_count)
			break;
		give_made();
		if (given[left_out].kind == EXPLORE_CHOICE_SWITCH)
			continue;
		given[left_out].value = 9;
		run("replay", 0, true);
		for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
			different += values[i] != first[i];
		assert_int_equal(different, 1);
		run("rw", 3, true);
		give_made();
		memmove(&given[left_out], &given[left_out + 1],
			(--schedule.given_count - left_out) * sizeof(given[0]));
		run("replay", 0, true);
		different = 0;
		for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
			different += values[i] != first[i];
		assert_int_equal(different, 1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(choices_make_the_picks_again),
		cmocka_unit_test(picks_do_not_move_switches),
		cmocka_unit_test(picks_are_as_likely_as_asked),
		cmocka_unit_test(plain_policies_pick_nothing),
		cmocka_unit_test(picks_keep_their_places),
	};

	return cmocka_run_group_tests_name("picks", tests, NULL, NULL);
}
