/* SPDX-License-Identifier: MIT */
/*
 * The table of ids against an array, under random operations, also without memory to grow.
 */
#include <kernel/proc/id_table.h>
#include <lib/random.h>
#include <tests/host/harness.h>
#include <tests/host/sim_memory.h>

#define NODES 5000

static struct id_table table = ID_TABLE_INIT(table);
static struct id_node nodes[NODES];
static int ids[NODES]; /* the id of each node; 0: it is not in the table */

static void insert(int i, int id)
{
	ids[i] = id;
	id_table_insert(&table, &nodes[i], id);
	assert_ptr_equal(id_table_find(&table, id), &nodes[i]);
}

static void take(int i)
{
	id_table_remove(&table, &nodes[i]);
	assert_null(id_table_find(&table, ids[i]));
	ids[i] = 0;
}

static void compare(void)
{
	unsigned count = 0;

	for (int i = 0; i < NODES; i++) {
		if (!ids[i])
			continue;
		count++;
		assert_ptr_equal(id_table_find(&table, ids[i]), &nodes[i]);
	}
	assert_int_equal(table.count, count);
}

static void take_all(void)
{
	for (int i = 0; i < NODES; i++)
		if (ids[i])
			take(i);
	assert_int_equal(table.count, 0);
	assert_int_equal(sim_memory_count(), 0);
}

TEST(grows_and_shrinks)
{
	for (int i = 0; i < NODES; i++)
		insert(i, i + 1);
	assert_true(table.mask + 1 >= NODES);
	compare();
	take_all();
	assert_int_equal(table.mask + 1, ID_TABLE_MIN);
}

/* The same id again, for another node, once it is free. */
TEST(ids_come_again)
{
	for (int i = 0; i < 1000; i++) {
		insert(i, 77);
		take(i);
	}
	assert_null(id_table_find(&table, -1));
	assert_null(id_table_find(&table, INT32_MIN));
}

static void random_operations(uint64_t seed, unsigned fail_every)
{
	struct prng prng;
	int next = 2;

	prng_seed(&prng, seed);
	sim_memory_fail_every(fail_every);
	for (int round = 0; round < 12; round++) {
		uint32_t share = prng_below(&prng, 100); /* of insertions, in percent */

		for (int step = 0; step < 2 * NODES; step++) {
			int i = (int)prng_below(&prng, NODES);

			if (ids[i])
				take(i);
			else if (prng_below(&prng, 100) < share)
				insert(i, next += 1 + (int)prng_below(&prng, 3));
		}
		compare();
	}
	sim_memory_fail_every(0);
	for (int i = 0; i < NODES; i++) /* past the least number of nodes, so that it shrinks */
		if (!ids[i])
			insert(i, ++next);
	take_all();
}

TEST(random_with_memory)
{
	random_operations(1, 0);
}

TEST(random_with_little_memory)
{
	random_operations(2, 3);
}

TEST(random_without_memory)
{
	random_operations(3, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(grows_and_shrinks),
		cmocka_unit_test(ids_come_again),
		cmocka_unit_test(random_with_memory),
		cmocka_unit_test(random_with_little_memory),
		cmocka_unit_test(random_without_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
