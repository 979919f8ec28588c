/* SPDX-License-Identifier: MIT */
/*
 * The policy `all`: on small models it finds every behaviour that brute force finds within the same
 * bound, runs no schedule twice, and its parts make the whole.
 */
#include <kernel/explore/schedule/all.h>
#include <kernel/explore/schedule/behaviour.h>
#include <stdlib.h>
#include <string.h>
#include <tests/host/harness.h>

#define THREADS     5
#define STEPS_MAX   256
#define RUNS_MAX    200000
#define POLLS_UNTIL 'a'

/* Each thread performs a list of operations: letters are words, capitals write; `(` takes a lock
 * and `)` releases it, and so do brackets with another lock; `*` starts the next thread; `.` polls
 * until `a` has been written, `y` does the same and yields each time; `?` is a pick of three. */
static const char *const *program;
static uint32_t at[THREADS];
static int holder[2];
static bool written;
static uint64_t order; /* a hash of the threads that ran and of the picks */
static uint32_t steps;

static struct schedule schedule;
static struct schedule_profile profile = {.open_events = 1};
static struct behaviour behaviour;
static struct all all;

static int lock_of(char c)
{
	return c == '(' || c == ')' ? 0 : c == '[' || c == ']' ? 1 : -1;
}

static struct operation next_operation(uint32_t thread)
{
	char c = program[thread][at[thread]];

	if (!c)
		return (struct operation){.kind = OPERATION_END};
	if (lock_of(c) >= 0)
		return (struct operation){.kind = OPERATION_SYNC,
			.write = true,
			.size = 1,
			.word = (uintptr_t)(1000 + lock_of(c))};
	if (c == '*' || c == '?')
		return (struct operation){.kind = OPERATION_SYNC};
	if (c == 'y')
		return (struct operation){.kind = OPERATION_YIELD};
	if (c == '.')
		return (struct operation){.kind = OPERATION_ACCESS, .size = 1, .word = POLLS_UNTIL};
	return (struct operation){.kind = OPERATION_ACCESS,
		.write = c < 'a',
		.size = 1,
		.word = (uintptr_t)(c | 32)};
}

/* Do the operation. False: the thread has to wait. */
static bool do_operation(uint32_t thread)
{
	char c = program[thread][at[thread]];
	int lock = lock_of(c);

	if (lock >= 0 && (c == '(' || c == '[')) {
		if (holder[lock] >= 0)
			return false;
		holder[lock] = (int)thread;
	} else if (lock >= 0) {
		holder[lock] = -1;
		for (uint32_t i = 0; i < schedule.threads; i++)
			if (schedule.thread[i].next.kind == OPERATION_BLOCK)
				schedule_enable(&schedule, i, true);
	}
	written |= c == 'A';
	if (c == '*')
		schedule_add(&schedule, thread);
	if (c == '?')
		order = order * 31 + 7 +
			schedule_pick(&schedule, thread, EXPLORE_CHOICE_SWITCH + 1, 3, 0);
	if ((c != '.' && c != 'y') || written)
		at[thread]++;
	return true;
}

static void run_model(const struct policy_spec *spec)
{
	struct operation next;
	uint32_t current = 0;
	bool waits = false;

	memset(at, 0, sizeof(at));
	holder[0] = holder[1] = -1;
	written = false;
	order = steps = 0;
	schedule.behaviour = &behaviour;
	schedule.all = &all;
	schedule_begin(&schedule, spec, &profile, 1);
	for (;;) {
		next = waits ? (struct operation){.kind = OPERATION_BLOCK}
			     : next_operation(current);
		if (waits || next.kind == OPERATION_END)
			schedule_enable(&schedule, current, false);
		current = schedule_choose(&schedule, current, &next);
		if (current == SCHEDULE_NOBODY)
			return;
		assert_true(steps++ < STEPS_MAX);
		order = order * 31 + current + 1;
		waits = false;
		/* A thread that starts, or has waited, arrives at its operation first. */
		if (schedule.thread[current].next.kind != OPERATION_START &&
			schedule.thread[current].next.kind != OPERATION_BLOCK)
			waits = !do_operation(current);
	}
}

/* --- Sets of hashes --- */

struct set {
	uint64_t hash[RUNS_MAX];
	uint32_t count;
};

static bool contains(const struct set *set, uint64_t hash)
{
	for (uint32_t i = 0; i < set->count; i++)
		if (set->hash[i] == hash)
			return true;
	return false;
}

static void insert(struct set *set, uint64_t hash)
{
	assert_true(set->count < RUNS_MAX);
	if (!contains(set, hash))
		set->hash[set->count++] = hash;
}

static uint64_t behaviour_now(void)
{
	return behaviour_hash(&behaviour, schedule.threads, 0);
}

/* --- Brute force --- */

static uint32_t prefix[STEPS_MAX], prefix_length, decision, bound, spent;
static struct {
	uint32_t current, count;
	uint32_t candidate[THREADS], spent[THREADS];
} decisions[STEPS_MAX];

static void begin_brute(struct schedule *s)
{
	decision = spent = 0;
}

/* Follow the prefix and then the default; note all candidates within the bound. */
static uint32_t choose_brute(struct schedule *s, uint32_t current)
{
	bool continues = s->thread[current].enabled;
	uint32_t usual = schedule_default(s, current), chosen = usual;

	if (decision < prefix_length)
		chosen = prefix[decision];
	decisions[decision].count = 0;
	for (uint32_t i = 0; i < s->threads; i++) {
		uint32_t cost = spent + (continues && i != current);

		if (!s->thread[i].enabled || i == usual || cost > bound)
			continue;
		decisions[decision].candidate[decisions[decision].count++] = i;
	}
	prefix[decision++] = chosen;
	spent += continues && chosen != current;
	return chosen;
}

static const struct schedule_policy brute = {"brute", 0, begin_brute, NULL, NULL, choose_brute,
	true};

static struct set brute_behaviours, all_behaviours, all_orders;
static uint32_t brute_schedules;

static void explore_brute(uint32_t length)
{
	static uint32_t kept[STEPS_MAX][STEPS_MAX];
	static uint32_t level;
	const struct policy_spec spec = {.policy = &brute};
	uint32_t count, *own = kept[level];
	struct {
		uint32_t count, candidate[THREADS];
	} * places;

	prefix_length = length;
	run_model(&spec);
	brute_schedules++;
	insert(&brute_behaviours, behaviour_now());
	count = decision;
	memcpy(own, prefix, sizeof(prefix));
	places = calloc(count, sizeof(*places));
	for (uint32_t i = length; i < count; i++) {
		places[i].count = decisions[i].count;
		memcpy(places[i].candidate, decisions[i].candidate, sizeof(places[i].candidate));
	}
	level++;
	for (uint32_t i = length; i < count; i++)
		for (uint32_t j = 0; j < places[i].count; j++) {
			memcpy(prefix, own, sizeof(prefix));
			prefix[i] = places[i].candidate[j];
			explore_brute(i + 1);
		}
	level--;
	free(places);
}

/* --- The policy --- */

static bool reduce = true;

static uint32_t explore_all(uint32_t limit, uint32_t part, uint32_t parts)
{
	const struct policy_spec spec = {.policy = &policy_all, .parameter = limit};
	uint32_t schedules = 0;

	all_start(&all, limit, part, parts, reduce);
	do {
		uint64_t first;

		run_model(&spec);
		first = order;
		insert(&all_behaviours, behaviour_now());
		assert_true(part > 1 || parts > 1 || !contains(&all_orders, order));
		insert(&all_orders, order);
		if (++schedules % 7 == 0) { /* the same again */
			all_repeat(&all);
			run_model(&spec);
			assert_true(order == first);
		}
		assert_false(all.has_strayed);
		assert_true(all.spent <= limit);
	} while (all_next(&all));
	assert_int_equal(all_left(&all), 0);
	assert_false(all.is_cut);
	return schedules;
}

static const char *const models[][THREADS] = {
	{"*aA", "aA"},
	{"**ab", "Ab", "Ba"},
	{"**(aA)", "(aA)", "a"},
	{"**([a])", "[(A)]", "cA"},
	{"*aBc*", "AbC", "abc"},
	{"**abc", "ABC", "cab"},
	{"**x", "Axb", "BXa"},
	{"*(a)(b)", "(A)(B)", ""},
	{"**", "aa(b)", "(B)AA"},
};

TEST(no_behaviour_is_lost)
{
	uint32_t saved = 0;

	for (size_t m = 0; m < sizeof(models) / sizeof(models[0]); m++)
		for (bound = 1; bound <= 4; bound++) {
			uint32_t schedules, whole;

			program = models[m];
			brute_schedules = brute_behaviours.count = 0;
			all_behaviours.count = all_orders.count = 0;
			explore_brute(0);
			schedules = explore_all(bound, 1, 1);
			assert_int_equal(all_behaviours.count, brute_behaviours.count);
			for (uint32_t i = 0; i < brute_behaviours.count; i++)
				assert_true(contains(&all_behaviours, brute_behaviours.hash[i]));
			assert_true(schedules <= brute_schedules);
			saved += brute_schedules - schedules;

			/* Parts share only the schedule without deviations. */
			all_behaviours.count = all_orders.count = whole = 0;
			for (uint32_t part = 1; part <= 3; part++)
				whole += explore_all(bound, part, 3);
			assert_int_equal(whole, schedules + 2);
			assert_int_equal(all_orders.count, schedules);
			assert_int_equal(all_behaviours.count, brute_behaviours.count);
		}
	assert_true(saved > 1000);
}

/* Without sleep sets every schedule is run; with them, fewer. */
TEST(sleep_sets_save_schedules)
{
	uint32_t saved = 0;

	for (size_t m = 0; m < sizeof(models) / sizeof(models[0]); m++) {
		uint32_t schedules;

		bound = 2;
		program = models[m];
		brute_schedules = brute_behaviours.count = 0;
		all_behaviours.count = all_orders.count = 0;
		explore_brute(0);
		reduce = false;
		schedules = explore_all(bound, 1, 1);
		reduce = true;
		assert_int_equal(schedules, brute_schedules);
		assert_int_equal(all_behaviours.count, brute_behaviours.count);
		all_orders.count = 0;
		saved += schedules - explore_all(bound, 1, 1);
	}
	assert_true(saved > 0);
}

/* Polling ends: a thread that yields waits for the others. */
TEST(polling_ends)
{
	static const char *const polling[][THREADS] = {
		{"**", "yb", "bA"},
		{"***", "yb", "yb", "bA"},
		{"**", ".b", "bA"},
		{"***", ".b", "yb", "bbA"},
	};

	for (size_t m = 0; m < sizeof(polling) / sizeof(polling[0]); m++) {
		program = polling[m];
		all_behaviours.count = all_orders.count = 0;
		assert_true(explore_all(2, 1, 1) > 1);
	}
}

/* Picks are enumerated like switches. */
TEST(picks_are_enumerated)
{
	static const char *const picks[THREADS] = {"??"};

	program = picks;
	all_behaviours.count = all_orders.count = 0;
	assert_int_equal(explore_all(1, 1, 1), 5); /* 0 0; 0 1; 0 2; 1 0; 2 0 */
	all_orders.count = 0;
	assert_int_equal(explore_all(2, 1, 1), 9);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_behaviour_is_lost),
		cmocka_unit_test(sleep_sets_save_schedules),
		cmocka_unit_test(polling_ends),
		cmocka_unit_test(picks_are_enumerated),
	};

	return cmocka_run_group_tests_name("all", tests, NULL, NULL);
}
