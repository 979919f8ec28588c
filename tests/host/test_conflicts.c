/* SPDX-License-Identifier: MIT */
/*
 * Which operations conflict: examples of each kind of object, and the relation against a plain
 * model of memory, byte by byte, in which two pages are the same.
 */
#include <kernel/explore/schedule/schedule.h>
#include <lib/random.h>
#include <string.h>
#include <tests/host/harness.h>

#define PAGE 4096

static struct operation access_to(uintptr_t word, uint32_t size, bool write)
{
	return (struct operation){.kind = OPERATION_ACCESS,
		.word = word,
		.size = size,
		.write = write};
}

static struct operation call_on(enum touch_kind kind, uint64_t id, uint64_t start, uint64_t size,
	bool write)
{
	struct operation o = {.kind = OPERATION_SYNC};

	operation_touches(&o, &(struct touch){kind, write, id, start, size});
	return o;
}

/* In both directions. */
static bool conflict(const struct operation *a, const struct operation *b)
{
	bool does = schedule_conflicts(a, b);

	assert_int_equal(schedule_conflicts(b, a), does);
	return does;
}

TEST(two_reads_do_not_conflict)
{
	struct operation read = access_to(64, 8, false), write = access_to(64, 8, true);

	assert_false(conflict(&read, &read));
	assert_true(conflict(&read, &write));
	assert_true(conflict(&write, &write));
}

TEST(neighbours_in_memory_do_not_conflict)
{
	struct operation a = access_to(64, 4, true), b = access_to(68, 4, true);
	struct operation both = access_to(66, 4, true);

	assert_false(conflict(&a, &b));
	assert_true(conflict(&a, &both));
	assert_true(conflict(&b, &both));
}

TEST(what_is_unknown_conflicts)
{
	struct operation guess = access_to(64, 0, true), call = {.kind = OPERATION_SYNC};
	struct operation step = {.kind = OPERATION_STEP}, block = {.kind = OPERATION_BLOCK};
	struct operation word = access_to(1 << 20 | 8, 8, false);
	struct operation names = call_on(TOUCH_NAMES, 0, 0, TOUCH_ALL, false);
	const struct operation *unknown[] = {&call, &step, &block};

	assert_true(conflict(&guess, &word));
	assert_false(conflict(&guess, &names));
	for (unsigned i = 0; i < ARRAY_SIZE(unknown); i++) {
		assert_true(conflict(unknown[i], &word));
		assert_true(conflict(unknown[i], &names));
		assert_true(conflict(unknown[i], &call));
	}
}

TEST(first_steps_and_yields_conflict_with_nothing)
{
	struct operation start = {.kind = OPERATION_START}, end = {.kind = OPERATION_END},
			 yield = {.kind = OPERATION_YIELD};
	struct operation sleep = {.kind = OPERATION_SLEEP}, call = {.kind = OPERATION_SYNC};

	assert_false(conflict(&start, &call));
	assert_false(conflict(&yield, &call));
	assert_false(conflict(&sleep, &call));
	assert_false(conflict(&end, &call));
	assert_false(conflict(&start, &start));
}

TEST(objects_are_apart)
{
	struct operation position = call_on(TOUCH_FILE, 5, TOUCH_POSITION, 1, true);
	struct operation contents = call_on(TOUCH_FILE, 5, TOUCH_CONTENTS, 1, true);
	struct operation pipe = call_on(TOUCH_FILE, 5, 0, TOUCH_ALL, true);
	struct operation other = call_on(TOUCH_FILE, 6, 0, TOUCH_ALL, true);
	struct operation used = call_on(TOUCH_DESCRIPTORS, 7, 3, 1, false);
	struct operation closed = call_on(TOUCH_DESCRIPTORS, 7, 3, 1, true);
	struct operation some = call_on(TOUCH_FILE, TOUCH_ANY, TOUCH_CONTENTS, 1, true);
	struct operation opened = call_on(TOUCH_DESCRIPTORS, 7, TOUCH_FREE, 1, true);

	assert_false(conflict(&position, &contents));
	assert_true(conflict(&position, &pipe));
	assert_true(conflict(&contents, &pipe));
	assert_false(conflict(&pipe, &other));
	assert_true(conflict(&used, &closed));
	assert_false(conflict(&used, &opened));
	assert_true(conflict(&opened, &opened));
	assert_false(conflict(&used, &position));
	assert_true(conflict(&some, &contents));
	assert_true(conflict(&some, &pipe));
	assert_false(conflict(&some, &position));
}

TEST(too_many_objects_are_anything)
{
	struct operation many = {.kind = OPERATION_SYNC}, word = access_to(64, 8, false);

	for (uint64_t i = 0; i < TOUCHES_MAX; i++)
		operation_touches(&many, &(struct touch){TOUCH_FILE, true, i, 0, TOUCH_ALL});
	assert_false(conflict(&many, &word));
	for (uint64_t i = 0; i < 3; i++) {
		operation_touches(&many, &(struct touch){TOUCH_FILE, true, 100, 0, TOUCH_ALL});
		assert_true(conflict(&many, &word));
	}
}

/* Do they touch one byte of a page? */
static bool share_a_byte(const struct operation *a, const struct operation *b)
{
	static uint8_t page[PAGE];
	bool shared = false;

	memset(page, 0, sizeof(page));
	for (uint32_t i = 0; i < a->size; i++)
		page[(a->word + i) % PAGE] = 1;
	for (uint32_t i = 0; i < b->size; i++)
		shared |= page[(b->word + i) % PAGE];
	return shared;
}

TEST(memory_conflicts_as_bytes_do)
{
	struct prng random;

	prng_seed(&random, 1);
	for (int i = 0; i < 100000; i++) {
		uint32_t room = i % 2 ? 64 : 3 * PAGE;
		struct operation a = access_to(1 + prng_below(&random, room),
			1 + prng_below(&random, i % 5 ? 16 : 2 * PAGE), true);
		struct operation b = access_to(1 + prng_below(&random, room),
			1 + prng_below(&random, 16), prng_below(&random, 2));

		assert_int_equal(conflict(&a, &b), share_a_byte(&a, &b));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_reads_do_not_conflict),
		cmocka_unit_test(neighbours_in_memory_do_not_conflict),
		cmocka_unit_test(what_is_unknown_conflicts),
		cmocka_unit_test(first_steps_and_yields_conflict_with_nothing),
		cmocka_unit_test(objects_are_apart),
		cmocka_unit_test(too_many_objects_are_anything),
		cmocka_unit_test(memory_conflicts_as_bytes_do),
	};
	return cmocka_run_group_tests_name("conflicts", tests, NULL, NULL);
}
