/* SPDX-License-Identifier: MIT */
/*
 * Schedules of a toy program, whose threads perform lists of operations on words. Tests the
 * guarantees of each policy; that a schedule is a function of its seed; and that its recorded
 * choices reproduce it.
 */
#include <errno.h>
#include <kernel/explore/schedule/mix.h>
#include <kernel/explore/schedule/policy.h>
#include <kernel/explore/schedule/schedule.h>
#include <kernel/explore/schedule/uses.h>
#include <string.h>
#include <tests/host/harness.h>

#define OPERATIONS_MAX 32
#define ORDER_MAX      4096

/* Thread i performs operations[i]: letters are words, capitals write, `*` starts the next thread,
 * `y` yields, `.` spins until the word `a` has been written, `t` waits until its deadline, and `f`
 * is a call that contention causes. The deadlines are in the order of the threads. */
struct toy {
	const char *operations[SCHEDULE_THREADS_MAX];
	uint32_t at[SCHEDULE_THREADS_MAX];
	uint8_t order[ORDER_MAX]; /* the thread of each operation */
	uint32_t steps;
	bool written;
};

static struct schedule schedule;
static struct schedule_profile profile;
static struct choice made[ORDER_MAX];

static struct operation next_operation(const struct toy *toy, uint32_t thread)
{
	char c = toy->operations[thread][toy->at[thread]];

	switch (c) {
	case 0:
	case 't':
		return (struct operation){.kind = OPERATION_BLOCK, .varies = true};
	case 'f':
		return (struct operation){.kind = OPERATION_SYNC, .word = 'f', .varies = true};
	case 'y':
		return (struct operation){.kind = OPERATION_YIELD};
	case '*':
		return (struct operation){.kind = OPERATION_SYNC};
	case '.':
		return (struct operation){.kind = OPERATION_ACCESS, .word = 'a'};
	default:
		return (struct operation){.kind = OPERATION_ACCESS,
			.write = c < 'a',
			.word = (uintptr_t)(c | 32)};
	}
}

static void do_operation(struct toy *toy, uint32_t thread)
{
	char c = toy->operations[thread][toy->at[thread]];

	assert_true(toy->steps < ORDER_MAX);
	toy->order[toy->steps++] = (uint8_t)thread;
	schedule_note(&schedule, thread);
	if (c == 'A')
		toy->written = true;
	if (c == '*')
		assert_true(schedule_add(&schedule, thread) != SCHEDULE_NOBODY);
	if (c != '.' || toy->written)
		toy->at[thread]++;
}

/* No thread can run: the thread whose wait times out; SCHEDULE_NOBODY: all have ended. */
static uint32_t pass_time(const struct toy *toy)
{
	uint32_t first = 0, chosen;

	while (first < schedule.threads && !schedule.thread[first].timed)
		first++;
	if (first == schedule.threads)
		return SCHEDULE_NOBODY;
	chosen = schedule_choose_late(&schedule, first);
	if (chosen != SCHEDULE_NOBODY)
		return chosen;
	schedule_enable(&schedule, first, true);
	return first;
}

/* Run to the end under the policy; returns the hash. */
static uint64_t run(struct toy *toy, const char *policy, uint64_t seed)
{
	struct policy_spec spec;
	uint32_t current = 0;

	assert_int_equal(policy_parse(&spec, policy), 0);
	memset(toy->at, 0, sizeof(toy->at));
	toy->steps = 0;
	toy->written = false;
	schedule.made = made;
	schedule.made_room = ORDER_MAX;
	schedule_begin(&schedule, &spec, &profile, seed);
	for (;;) {
		struct operation next = next_operation(toy, current);

		if (next.kind == OPERATION_BLOCK) {
			schedule_enable(&schedule, current, false);
			schedule_time(&schedule, current,
				toy->operations[current][toy->at[current]] == 't');
		}
		current = schedule_choose(&schedule, current, &next);
		if (current == SCHEDULE_NOBODY)
			current = pass_time(toy);
		if (current == SCHEDULE_NOBODY)
			return schedule.hash;
		assert_true(schedule.thread[current].enabled);
		/* A thread that was just created arrives at its first operation first. */
		if (schedule.thread[current].next.kind != OPERATION_START)
			do_operation(toy, current);
		else
			continue;
	}
}

static struct uses uses;

/* The figures that a plain run collects. */
static void learn(struct toy *toy)
{
	uint64_t hash;

	memset(&profile, 0, sizeof(profile));
	memset(&uses, 0, sizeof(uses));
	profile.open_events = 1;
	schedule.uses = &uses;
	run(toy, "rr", 0);
	schedule.uses = NULL;
	uses_rank(&uses, &profile);
	hash = run(toy, "rr", 0);
	assert_true(hash == run(toy, "rr", 7)); /* nothing random in it */
	profile.open_events = schedule.events;
	profile.threads = schedule.threads;
	for (uint32_t i = 0; i < schedule.threads; i++) {
		profile.operations[i] = (uint32_t)strlen(toy->operations[i]);
		profile.parent[i] = schedule.thread[i].parent;
	}
}

static const char *const all_policies[] = {"rr", "rw", "slice:3", "pct:3", "pos", "surw"};

static struct toy mixed = {.operations = {"*b*cB*", "aAfbBffA", "AaBbcfC", "yaAyb"}};

TEST(policies_are_parsed)
{
	static const char *const bad[] = {"", "p", "pct", "pct:", "pct:0", "pct:17", "pct:x",
		"rr:1", "slice", "slice:4294967296", "rwx", "surw:"};
	struct policy_spec spec;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(policy_parse(&spec, bad[i]), -EINVAL);
	assert_int_equal(policy_parse(&spec, "slice:4294967295"), 0);
	assert_true(spec.parameter == 4294967295u);
}

/* The reason is for people: it names the limit. */
TEST(refused_policies_are_explained)
{
	static const char *const cases[][2] = {
		{"pct:99", "policy pct:99: a number from 1 to 16 is needed behind \"pct:\""},
		{"slice:0", "policy slice:0: a number from 1 to 4294967295 is needed behind "
			    "\"slice:\""},
		{"rw:2", "policy rw:2: rw takes no number"},
		{"xyz", "policy xyz: there is no such policy"},
	};
	char why[96];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		policy_explain(cases[i][0], why, sizeof(why));
		assert_string_equal(why, cases[i][1]);
	}
}

TEST(same_seed_same_schedule)
{
	learn(&mixed);
	for (size_t p = 0; p < sizeof(all_policies) / sizeof(all_policies[0]); p++) {
		uint32_t different = 0;
		uint64_t last = 0;

		for (uint64_t seed = 0; seed < 200; seed++) {
			uint64_t hash = run(&mixed, all_policies[p], seed);

			run(&mixed, all_policies[p], seed + 1);
			assert_true(hash == run(&mixed, all_policies[p], seed));
			different += seed && hash != last;
			last = hash;
		}
		if (strcmp(all_policies[p], "rr") && strcmp(all_policies[p], "slice:3"))
			assert_true(different > 100);
	}
}

TEST(choices_make_the_schedule_again)
{
	static struct choice choices[ORDER_MAX];

	learn(&mixed);
	for (size_t p = 0; p < sizeof(all_policies) / sizeof(all_policies[0]); p++)
		for (uint64_t seed = 0; seed < 200; seed++) {
			uint64_t hash = run(&mixed, all_policies[p], seed);
			uint32_t count = schedule.made_count;

			memcpy(choices, made, sizeof(choices));
			schedule.given = choices;
			schedule.given_count = count;
			assert_true(run(&mixed, "replay", 0) == hash);
			assert_int_equal(schedule.made_count, count);
			assert_memory_equal(made, choices, count * sizeof(choices[0]));
		}
}

/* The operations of the threads up to the first switch away from thread 0 behind its first
 * operation. The only choice is that of thread 1 at the given event of thread 0. */
static uint32_t switches_at(const char *first, uint32_t own, uint32_t order)
{
	struct toy toy = {.operations = {first, "bbb"}};
	struct choice choice = {.value = 1, .own = own, .order = order};
	uint32_t at = 0;

	schedule.given = &choice;
	schedule.given_count = 1;
	run(&toy, "replay", 0);
	while (toy.order[at] == 0)
		at++;
	return at;
}

/* Calls that contention causes do not move choices: these name the thread's own events, or such a
 * call behind one of them. */
TEST(contention_moves_no_choice)
{
	assert_int_equal(switches_at("*abcde", 4, 0), 3);
	assert_int_equal(switches_at("*afbfffcde", 4, 0), 7);
	assert_int_equal(switches_at("*afbfffcde", 3, 0), 3);
	assert_int_equal(switches_at("*afbfffcde", 3, 2), 5);
	/* Without contention, the place between two own events is gone. */
	assert_int_equal(switches_at("*abcde", 3, 2), 6);
}

/* Do the policies let a deadline pass before the other threads wait, and a later one before an
 * earlier one? Only those that draw at random; and the choices make the same schedule again. */
TEST(deadlines_pass_early)
{
	static struct toy timed = {.operations = {"**a", "bbtA", "bbtB"}};
	static struct choice choices[ORDER_MAX];

	learn(&timed);
	for (size_t p = 0; p < sizeof(all_policies) / sizeof(all_policies[0]); p++) {
		uint32_t early = 0, overtakes = 0;

		for (uint64_t seed = 0; seed < 400; seed++) {
			uint64_t hash = run(&timed, all_policies[p], seed);
			uint32_t written = 0;

			for (uint32_t i = 0, at[3] = {0}; i < timed.steps; i++) {
				uint32_t thread = timed.order[i];
				char c = timed.operations[thread][at[thread]++];

				early += c == 'a' && written;
				overtakes += c == 'A' && written == 'B';
				written = c < 'a' && c != '*' ? (uint32_t)c : written;
			}
			memcpy(choices, made, sizeof(choices));
			schedule.given = choices;
			schedule.given_count = schedule.made_count;
			assert_true(run(&timed, "replay", 0) == hash);
		}
		if (!strcmp(all_policies[p], "rr") || !strcmp(all_policies[p], "slice:3"))
			assert_true(!early && !overtakes);
		else
			assert_true(early > 10 && overtakes > 10);
	}
}

/* A thread that polls for another thread's write must not run for ever. */
TEST(spinners_let_others_run)
{
	static struct toy spin = {.operations = {"**...", "...b", "bbybybbyA"}};

	learn(&spin);
	for (size_t p = 0; p < sizeof(all_policies) / sizeof(all_policies[0]); p++)
		for (uint64_t seed = 0; seed < 100; seed++)
			run(&spin, all_policies[p], seed);
}

/* An order that needs D - 1 switches at the right places is found as often as guaranteed: at least
 * once in n * k^(D-1) runs. Here thread 2 writes between the two reads of thread 1. */
TEST(pct_keeps_its_promise)
{
	static struct toy check_then_act = {.operations = {"**", "xxxxxaayyyy", "xxxxxxxAxxxxx"}};
	uint32_t found = 0, runs = 20000;

	learn(&check_then_act);
	for (uint64_t seed = 0; seed < runs; seed++) {
		uint32_t looks = 0;

		run(&check_then_act, "pct:2", seed);
		for (uint32_t i = 0, at[3] = {0}; i < check_then_act.steps; i++) {
			uint32_t thread = check_then_act.order[i];
			char c = check_then_act.operations[thread][at[thread]++];

			looks += c == 'a';
			found += c == 'A' && looks == 1;
		}
	}
	assert_true(found >= runs / (profile.threads * profile.open_events));
}

/* The order of the threads' accesses to the target; 0: the last schedule had none, or another. */
static uint32_t order_of(const struct toy *toy, uintptr_t word)
{
	uint32_t order = 1, at[SCHEDULE_THREADS_MAX] = {0};

	if (schedule.target >= profile.words || profile.word[schedule.target].word != word)
		return 0;
	for (uint32_t i = 0; i < toy->steps; i++) {
		uint32_t thread = toy->order[i];
		char c = toy->operations[thread][at[thread]++];

		if ((uintptr_t)(c | 32) == word)
			order = order * 2 + (thread == 2);
	}
	return order;
}

/* Each of the 20 orders of 3 + 3 accesses to the target occurs about equally often, whatever the
 * threads do before, between and after them. A plain random walk prefers some orders by a factor of
 * five or more. The other word has 6 orders. */
TEST(surw_is_even)
{
	static struct toy toy = {.operations = {"**", "AbAcAbc", "ddddbAAbAd"}};
	static const struct {
		uintptr_t word;
		uint32_t orders;
	} words[] = {{'a', 20}, {'b', 6}};
	uint32_t runs = 40000;

	learn(&toy);
	assert_int_equal(profile.words, 2);
	for (size_t w = 0; w < 2; w++) {
		static uint32_t count[128];
		uint32_t kinds = 0, sum = 0;

		memset(count, 0, sizeof(count));
		for (uint64_t seed = 0; seed < runs; seed++) {
			run(&toy, "surw", seed);
			count[order_of(&toy, words[w].word)]++;
		}
		for (size_t i = 1; i < 128; i++)
			sum += count[i];
		for (size_t i = 1; i < 128; i++) {
			kinds += count[i] != 0;
			if (count[i])
				assert_in_range(count[i], sum / words[w].orders / 10 * 9,
					sum / words[w].orders / 10 * 11 + 10);
		}
		assert_int_equal(kinds, words[w].orders);
		/* A target is drawn as often as it is used, 6 or 4 times, of 10 and 3 for all. */
		assert_in_range(sum, runs * (w ? 4 : 6) / 13 - 100, runs * (w ? 4 : 6) / 13 + 100);
	}
}

/* Threads that do not exist yet are drawn, too: each of five is equally often the first. */
TEST(surw_waits_for_new_threads)
{
	static struct toy toy = {.operations = {"***A", "cccA", "cA", "*ddA", "dA"}};
	uint32_t first[5] = {0}, runs = 20000, sum = 0;

	learn(&toy);
	for (uint64_t seed = 0; seed < runs; seed++) {
		uint32_t at[SCHEDULE_THREADS_MAX] = {0};

		run(&toy, "surw", seed);
		for (uint32_t i = 0; i < toy.steps; i++) {
			uint32_t thread = toy.order[i];

			if (toy.operations[thread][at[thread]++] != 'A')
				continue;
			if (schedule.target < profile.words &&
				profile.word[schedule.target].word == 'a') {
				first[thread]++;
				sum++;
			}
			break;
		}
	}
	assert_true(sum > runs / 5);
	for (size_t i = 0; i < 5; i++)
		assert_in_range(first[i], sum / 5 / 10 * 9, sum / 5 / 10 * 11);
}

/* The words beyond the list are added up, so nothing that is used is ignored. */
TEST(uses_are_ranked)
{
	memset(&profile, 0, sizeof(profile));
	memset(&uses, 0, sizeof(uses));
	for (uint32_t word = 1; word <= 100; word++)
		for (uint32_t i = 0; i < word; i++) {
			uses_add(&uses, 1, word * 4096);
			uses_add(&uses, 2, word * 4096);
		}
	uses_add(&uses, 3, 4); /* a word that only one thread uses */
	uses_rank(&uses, &profile);
	assert_int_equal(profile.words, SCHEDULE_WORDS_MAX);
	for (uint32_t i = 0; i < profile.words; i++) {
		assert_true(profile.word[i].word > 36 * 4096);
		assert_int_equal(profile.word[i].uses, profile.word[i].word / 4096 * 2);
	}
	assert_int_equal(profile.word[SCHEDULE_WORDS_MAX].word, 0);
	assert_int_equal(profile.word[SCHEDULE_WORDS_MAX].uses, 36 * 37);
	assert_int_equal(profile.word[SCHEDULE_WORDS_MAX].count[1], 36 * 37 / 2);
}

/* A use that finds no slot is added up by its thread. Averages are rounded up. */
TEST(uses_may_be_many)
{
	uint64_t sum = 0;

	memset(&profile, 0, sizeof(profile));
	memset(&uses, 0, sizeof(uses));
	for (uint32_t i = 0; i < 2 * USES_MAX; i++)
		uses_add(&uses, i & 1, 4 + i / 2 * 4);
	uses_rank(&uses, &profile);
	for (uint32_t i = 0; i <= SCHEDULE_WORDS_MAX; i++)
		sum += profile.word[i].uses;
	assert_int_equal(sum, 2 * USES_MAX);
	uses_rank(&uses, &profile); /* a second run, without uses */
	assert_int_equal(profile.word[0].uses, 2);
}

TEST(too_many_threads)
{
	struct policy_spec spec;

	memset(&profile, 0, sizeof(profile));
	profile.open_events = 1;
	assert_int_equal(policy_parse(&spec, "pos"), 0);
	schedule_begin(&schedule, &spec, &profile, 1);
	for (uint32_t i = 1; i < SCHEDULE_THREADS_MAX; i++)
		assert_int_equal(schedule_add(&schedule, 0), i);
	assert_int_equal(schedule_add(&schedule, 0), SCHEDULE_NOBODY);
}

TEST(mix_selects_each_combination)
{
	struct explore_run run = {
		.policy = EXPLORE_POLICY_MIX,
		.events = EXPLORE_EVENTS_MIX,
		.memory = EXPLORE_MEMORY_MIX,
	};
	struct explore_settings first[24], again;
	struct policy_spec spec;

	for (run.seed = 0; run.seed < 48; run.seed++) {
		again = mix_settings(&run);
		assert_int_equal(policy_parse(&spec, again.policy), 0);
		assert_true(again.events == EXPLORE_APP || again.events == EXPLORE_SHARED);
		for (uint64_t i = 0; i < run.seed && i < 24; i++)
			assert_int_equal(memcmp(&first[i], &again, sizeof(again)) == 0,
				i == run.seed % 24);
		if (run.seed < 24)
			first[run.seed] = again;
	}
	/* Settings that are given stay. */
	run = (struct explore_run){.policy = "slice:7", .events = EXPLORE_SYNC, .seed = 5};
	again = mix_settings(&run);
	assert_string_equal(again.policy, "slice:7");
	assert_int_equal(again.events, EXPLORE_SYNC);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(policies_are_parsed),
		cmocka_unit_test(refused_policies_are_explained),
		cmocka_unit_test(same_seed_same_schedule),
		cmocka_unit_test(choices_make_the_schedule_again),
		cmocka_unit_test(contention_moves_no_choice),
		cmocka_unit_test(deadlines_pass_early),
		cmocka_unit_test(spinners_let_others_run),
		cmocka_unit_test(pct_keeps_its_promise),
		cmocka_unit_test(surw_is_even),
		cmocka_unit_test(surw_waits_for_new_threads),
		cmocka_unit_test(uses_are_ranked),
		cmocka_unit_test(uses_may_be_many),
		cmocka_unit_test(too_many_threads),
		cmocka_unit_test(mix_selects_each_combination),
	};

	return cmocka_run_group_tests_name("explore", tests, NULL, NULL);
}
