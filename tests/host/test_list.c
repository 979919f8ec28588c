/* SPDX-License-Identifier: MIT */
/*
 * Lists against arrays of numbers, under random operations.
 */
#include <lib/list.h>
#include <lib/random.h>
#include <string.h>
#include <tests/host/harness.h>

#define LISTS  3
#define ITEMS  24
#define ROUNDS 20000

struct item {
	struct list node;
	int list; /* index of the list it is on, -1 for none */
};

static struct list heads[LISTS];
static struct item items[ITEMS];

/* The oracle: which items each list holds, in order. */
static struct {
	int count;
	int item[ITEMS];
} model[LISTS];

static void model_insert(int list, int at, int item)
{
	int *slot = &model[list].item[at];

	memmove(slot + 1, slot, sizeof(int) * (size_t)(model[list].count++ - at));
	*slot = item;
	items[item].list = list;
}

static void model_remove(int list, int at)
{
	int *slot = &model[list].item[at];

	items[*slot].list = -1;
	memmove(slot, slot + 1, sizeof(int) * (size_t)(--model[list].count - at));
}

static int model_find(int list, int item)
{
	int at = 0;

	while (model[list].item[at] != item)
		at++;
	return at;
}

static void model_splice(int to, int from)
{
	while (model[from].count) {
		int item = model[from].item[0];

		model_remove(from, 0);
		model_insert(to, model[to].count, item);
	}
}

static void compare(int list)
{
	struct list *head = &heads[list];
	struct item *item;
	int n = 0;

	assert_int_equal(list_is_empty(head), model[list].count == 0);
	list_for_each_entry(item, head, node)
		assert_ptr_equal(item, &items[model[list].item[n++]]);
	assert_int_equal(n, model[list].count);
	for (struct list *node = head->prev; node != head; node = node->prev)
		assert_ptr_equal(node, &items[model[list].item[--n]].node);
	assert_int_equal(n, 0);
}

static void push_item(struct prng *prng, int item)
{
	int list = (int)prng_below(prng, LISTS);

	if (prng_below(prng, 2)) {
		list_push_back(&heads[list], &items[item].node);
		model_insert(list, model[list].count, item);
	} else {
		list_push_front(&heads[list], &items[item].node);
		model_insert(list, 0, item);
	}
}

static void insert_beside(int item, int other)
{
	int list = items[other].list;

	list_push_back(&items[other].node, &items[item].node); /* any node is a head */
	model_insert(list, model_find(list, other), item);
}

static void random_step(struct prng *prng)
{
	int item = (int)prng_below(prng, ITEMS), other = (int)prng_below(prng, ITEMS);
	int a = (int)prng_below(prng, LISTS), b = (int)prng_below(prng, LISTS);
	struct list *popped;

	switch (prng_below(prng, 16)) {
	case 0:
		if (a != b) {
			list_splice_back(&heads[a], &heads[b]);
			model_splice(a, b);
		}
		break;
	case 1 ... 3:
		popped = list_pop_front(&heads[a]);
		assert_int_equal(!popped, model[a].count == 0);
		if (popped)
			model_remove(a, 0);
		break;
	default:
		if (items[item].list >= 0) {
			list_remove(&items[item].node);
			model_remove(items[item].list, model_find(items[item].list, item));
		} else if (items[other].list >= 0 && prng_below(prng, 4) == 0) {
			list_replace(&items[other].node, &items[item].node);
			model_insert(items[other].list, model_find(items[other].list, other), item);
			model_remove(items[other].list, model_find(items[other].list, other));
		} else if (items[other].list >= 0) {
			insert_beside(item, other);
		} else {
			push_item(prng, item);
		}
	}
}

TEST(random_operations)
{
	struct prng prng;

	prng_seed(&prng, 1);
	for (int i = 0; i < LISTS; i++)
		list_init(&heads[i]);
	for (int i = 0; i < ITEMS; i++)
		items[i].list = -1;
	for (int round = 0; round < ROUNDS; round++) {
		random_step(&prng);
		for (int i = 0; i < LISTS; i++)
			compare(i);
		for (int i = 0; i < ITEMS; i++)
			assert_int_equal(list_is_linked(&items[i].node), items[i].list >= 0);
	}
}

TEST(safe_loops_allow_removal)
{
	struct list head = LIST_INIT(head);
	struct item some[4] = {0};
	struct item *item, *next;
	int visited = 0;

	for (int i = 0; i < 4; i++)
		list_push_back(&head, &some[i].node);
	list_for_each_entry_safe(item, next, &head, node) {
		assert_ptr_equal(item, &some[visited]);
		if (visited++ % 2)
			list_remove(&item->node);
	}
	assert_int_equal(visited, 4);
	list_for_each_entry_safe(item, next, &head, node) {
		assert_ptr_equal(item, &some[visited - 4]);
		list_remove(&item->node);
		visited += 2;
	}
	assert_int_equal(visited, 8);
	assert_true(list_is_empty(&head));
	assert_null(list_first(&head));
}

TEST(wrong_use_is_caught)
{
	struct list head = LIST_INIT(head), node = {0};

	expect_assert_failure(list_remove(&node));
	list_push_back(&head, &node);
	expect_assert_failure(list_push_back(&head, &node));
	expect_assert_failure(list_push_front(&head, &node));
	list_remove(&node);
	expect_assert_failure(list_remove(&node));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_operations),
		cmocka_unit_test(safe_loops_allow_removal),
		cmocka_unit_test(wrong_use_is_caught),
	};

	return cmocka_run_group_tests_name("list", tests, NULL, NULL);
}
