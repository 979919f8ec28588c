/* SPDX-License-Identifier: MIT */
/*
 * Behaviours: for all interleavings of some small programs, two have the same behaviour if and only
 * if their conflicting operations have the same order.
 */
#include <kernel/explore/schedule/behaviour.h>
#include <stdio.h>
#include <string.h>
#include <tests/host/harness.h>

#define THREADS   3
#define ORDER_MAX 2048 /* of kinds of order */
#define TEXT_MAX  64

/* Lower case reads the word, upper case writes; `|` is a call without a word. */
static const char *const programs[][THREADS] = {
	{"aB", "bA", "ab"},
	{"aAb", "Aa", "Bb"},
	{"ABC", "CBA", "abc"},
	{"abc", "abc", "cAb"},
	{"a|A", "|a", "AA"},
};

static struct behaviour behaviour;
static char texts[ORDER_MAX][TEXT_MAX];
static uint64_t hashes[ORDER_MAX];
static uint32_t kinds, interleavings;

static void do_one(uint32_t thread, char c)
{
	struct operation operation = {.kind = OPERATION_SYNC};

	if (c != '|')
		operation = (struct operation){.kind = OPERATION_ACCESS,
			.write = c < 'a',
			.word = (uintptr_t)(c | 32) * 4096};
	behaviour_do(&behaviour, thread, &operation);
}

/* The partial order in full: for each operation, the last write to its word before it and, if it is
 * a write, the number of reads by each thread since then. */
static void describe(const char *const program[], const uint8_t *order, uint32_t count, char *text)
{
	char parts[THREADS][TEXT_MAX] = {"", "", ""};
	uint32_t at[THREADS] = {0}, reads[128][THREADS] = {0};
	char writer[128] = {0};

	for (uint32_t i = 0; i < count; i++) {
		uint32_t t = order[i];
		char c = program[t][at[t]++], word = (char)(c | 32), *part = parts[t];

		part += strlen(part);
		if (c == '|')
			continue;
		*part++ = writer[(int)word] ? writer[(int)word] : '-';
		for (uint32_t j = 0; c < 'a' && j < THREADS; j++) {
			*part++ = (char)('0' + reads[(int)word][j]);
			reads[(int)word][j] = 0;
		}
		*part = 0;
		if (c < 'a') /* which write this is: thread and place */
			writer[(int)word] = (char)(128 + 16 * t + at[t]);
		else
			reads[(int)word][t]++;
	}
	snprintf(text, TEXT_MAX, "%.20s/%.20s/%.20s", parts[0], parts[1], parts[2]);
}

static void check_one(const char *const program[], const uint8_t *order, uint32_t count)
{
	uint32_t at[THREADS] = {0}, kind;
	char text[TEXT_MAX];
	uint64_t hash;

	behaviour_begin(&behaviour);
	for (uint32_t t = 0; t < THREADS; t++)
		behaviour_add(&behaviour, t, 0);
	for (uint32_t i = 0; i < count; i++)
		do_one(order[i], program[order[i]][at[order[i]]++]);
	hash = behaviour_hash(&behaviour, THREADS, 0);
	describe(program, order, count, text);
	for (kind = 0; kind < kinds && strcmp(texts[kind], text) != 0; kind++)
		assert_true(hashes[kind] != hash);
	assert_true(kind < ORDER_MAX);
	interleavings++;
	if (kind < kinds) {
		assert_true(hashes[kind] == hash);
		return;
	}
	strcpy(texts[kinds], text);
	hashes[kinds++] = hash;
}

static void each_order(const char *const program[], uint8_t *order, uint32_t count, uint32_t *at)
{
	bool any = false;

	for (uint32_t t = 0; t < THREADS; t++) {
		if (!program[t][at[t]])
			continue;
		any = true;
		order[count] = (uint8_t)t;
		at[t]++;
		each_order(program, order, count + 1, at);
		at[t]--;
	}
	if (!any)
		check_one(program, order, count);
}

TEST(the_partial_order_is_the_behaviour)
{
	for (size_t p = 0; p < sizeof(programs) / sizeof(programs[0]); p++) {
		uint32_t at[THREADS] = {0};
		uint8_t order[16];

		kinds = interleavings = 0;
		each_order(programs[p], order, 0, at);
		assert_true(kinds > 1 && kinds < interleavings);
	}
}

/* A thread that polls a word until it changes has one behaviour, however often it polls. */
TEST(polls_count_once)
{
	uint64_t first = 0;

	for (uint32_t polls = 1; polls < 5; polls++) {
		uint64_t hash;

		behaviour_begin(&behaviour);
		behaviour_add(&behaviour, 0, 0);
		behaviour_add(&behaviour, 1, 0);
		for (uint32_t i = 0; i < polls; i++)
			do_one(0, 'a');
		do_one(1, 'A');
		do_one(0, 'a');
		hash = behaviour_hash(&behaviour, 2, 0);
		assert_true(polls == 1 || hash == first);
		first = hash;
	}
}

/* The results of calls and the end count. */
TEST(results_count)
{
	uint64_t hash[3];

	for (uint32_t i = 0; i < 3; i++) {
		behaviour_begin(&behaviour);
		behaviour_add(&behaviour, 0, 0);
		behaviour_note(&behaviour, 0, i == 1);
		hash[i] = behaviour_hash(&behaviour, 1, i == 2);
	}
	assert_true(hash[0] != hash[1] && hash[0] != hash[2]);
}

/* More words than there are slots: some count as one, and a repetition gives the same. */
TEST(words_may_be_many)
{
	uint64_t first = 0;

	for (int run = 0; run < 2; run++) {
		behaviour_begin(&behaviour);
		behaviour_add(&behaviour, 0, 0);
		for (uintptr_t word = 1; word <= 3 * BEHAVIOUR_WORDS; word++)
			behaviour_do(&behaviour, 0,
				&(struct operation){.kind = OPERATION_ACCESS,
					.write = true,
					.word = word * 4});
		if (run)
			assert_true(first == behaviour_hash(&behaviour, 1, 0));
		first = behaviour_hash(&behaviour, 1, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_partial_order_is_the_behaviour),
		cmocka_unit_test(polls_count_once),
		cmocka_unit_test(results_count),
		cmocka_unit_test(words_may_be_many),
	};

	return cmocka_run_group_tests_name("behaviour", tests, NULL, NULL);
}
