/* SPDX-License-Identifier: MIT */
/*
 * The red-black tree against a sorted array, under random operations; the tree's own invariants
 * are checked after each.
 */
#include <lib/random.h>
#include <lib/rbtree.h>
#include <string.h>
#include <tests/host/harness.h>

#define ITEMS  64
#define KEYS   24 /* fewer than items, so that keys repeat */
#define ROUNDS 20000

struct item {
	struct rb_node node;
	unsigned key;
};

static struct item items[ITEMS];
static struct item *sorted[ITEMS]; /* the oracle */
static int sorted_count;

static bool item_less(const struct rb_node *a, const struct rb_node *b)
{
	return rb_entry(a, struct item, node)->key < rb_entry(b, struct item, node)->key;
}

/* Insert behind equal keys: the tree must keep insertion order too. */
static void sorted_insert(struct item *item)
{
	int at = sorted_count++;

	for (; at > 0 && sorted[at - 1]->key > item->key; at--)
		sorted[at] = sorted[at - 1];
	sorted[at] = item;
}

static void sorted_remove(const struct item *item)
{
	int at = 0;

	while (sorted[at] != item)
		at++;
	memmove(&sorted[at], &sorted[at + 1], sizeof(sorted[0]) * (size_t)(--sorted_count - at));
}

/* The number of black nodes on every path below `node`. Fails if paths differ or a red node has a
 * red child. */
static int black_height(const struct rb_node *node, const struct rb_node *parent)
{
	int left, right;

	if (!node)
		return 0;
	assert_ptr_equal(node->parent, parent);
	assert_false(node->red && parent && parent->red);
	left = black_height(node->left, node);
	right = black_height(node->right, node);
	assert_int_equal(left, right);
	return left + !node->red;
}

static void compare(const struct rb_tree *tree)
{
	const struct rb_node *node = rb_first(tree);

	black_height(tree->root, NULL);
	assert_false(tree->root && tree->root->red);
	for (int i = 0; i < sorted_count; i++) {
		assert_ptr_equal(node, &sorted[i]->node);
		node = rb_next(node);
	}
	assert_null(node);
}

TEST(random_operations)
{
	struct rb_tree tree = {0};
	struct prng prng;

	prng_seed(&prng, 1);
	for (int round = 0; round < ROUNDS; round++) {
		/* Phases in which the tree mostly grows, and phases in which it mostly shrinks
		 * until it is empty. */
		bool growing = round / 256 % 2 == 0;
		struct item *item = &items[prng_below(&prng, ITEMS)];

		if (rb_is_linked(&item->node)) {
			if (growing && prng_below(&prng, 4))
				continue;
			rb_remove(&tree, &item->node);
			sorted_remove(item);
		} else if (growing || prng_below(&prng, 8) == 0) {
			item->key = prng_below(&prng, KEYS);
			rb_insert(&tree, &item->node, item_less);
			sorted_insert(item);
		}
		compare(&tree);
	}
}

TEST(depth_is_logarithmic)
{
	static struct item many[1024];
	struct rb_tree tree = {0};
	int depth = 0;

	for (unsigned i = 0; i < 1024; i++) {
		many[i].key = i; /* ascending: the worst case of a tree that does not balance */
		rb_insert(&tree, &many[i].node, item_less);
	}
	for (unsigned i = 0; i < 1024; i++) {
		int above = 0;

		for (const struct rb_node *node = &many[i].node; node; node = node->parent)
			above++;
		depth = MAX(depth, above);
	}
	assert_in_range(depth, 10, 20); /* 2 log2(n + 1) */
}

TEST(wrong_use_is_caught)
{
	struct rb_tree tree = {0};
	struct item item = {.key = 1};

	expect_assert_failure(rb_remove(&tree, &item.node));
	rb_insert(&tree, &item.node, item_less);
	expect_assert_failure(rb_insert(&tree, &item.node, item_less));
	rb_remove(&tree, &item.node);
	assert_null(rb_first(&tree));
	expect_assert_failure(rb_remove(&tree, &item.node));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(random_operations),
		cmocka_unit_test(depth_is_logarithmic),
		cmocka_unit_test(wrong_use_is_caught),
	};

	return cmocka_run_group_tests_name("rbtree", tests, NULL, NULL);
}
