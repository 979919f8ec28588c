/* SPDX-License-Identifier: MIT */
/*
 * Red-black tree, bottom up (Cormen et al., "Introduction to Algorithms", chapter 13).
 * Invariants: a red node has no red child; every path from the root to a leaf passes the same
 * number of black nodes; absent children count as black.
 */
#include <lib/rbtree.h>

static bool is_red(const struct rb_node *node)
{
	return node && node->red;
}

/* Put `new` in the place of `old` in its parent. */
static void replace_child(struct rb_tree *tree, struct rb_node *old, struct rb_node *new)
{
	struct rb_node *parent = old->parent;

	if (!parent)
		tree->root = new;
	else if (parent->left == old)
		parent->left = new;
	else
		parent->right = new;
	if (new)
		new->parent = parent;
}

/* Rotate `node` down to the left (its right child takes its place), or to the right. */
static void rotate(struct rb_tree *tree, struct rb_node *node, bool left)
{
	struct rb_node *up = left ? node->right : node->left;
	struct rb_node *middle = left ? up->left : up->right;

	replace_child(tree, node, up);
	if (left) {
		node->right = middle;
		up->left = node;
	} else {
		node->left = middle;
		up->right = node;
	}
	if (middle)
		middle->parent = node;
	node->parent = up;
}

static void insert_fix(struct rb_tree *tree, struct rb_node *node)
{
	while (is_red(node->parent)) {
		struct rb_node *parent = node->parent;
		struct rb_node *grand = parent->parent; /* black, since its child is red */
		bool parent_is_left = parent == grand->left;
		struct rb_node *uncle = parent_is_left ? grand->right : grand->left;

		if (is_red(uncle)) {
			parent->red = uncle->red = false;
			grand->red = true;
			node = grand;
			continue;
		}
		if (node == (parent_is_left ? parent->right : parent->left)) {
			rotate(tree, parent, parent_is_left);
			parent = node;
		}
		parent->red = false;
		grand->red = true;
		rotate(tree, grand, !parent_is_left);
		break;
	}
	tree->root->red = false;
}

void rb_insert(struct rb_tree *tree, struct rb_node *node,
	bool (*less)(const struct rb_node *a, const struct rb_node *b))
{
	struct rb_node *parent = NULL;
	struct rb_node **link = &tree->root;
	bool leftmost = true;

	ASSERT(!node->linked);
	while (*link) {
		parent = *link;
		if (less(node, parent)) {
			link = &parent->left;
		} else {
			link = &parent->right;
			leftmost = false;
		}
	}
	*node = (struct rb_node){.parent = parent, .red = true, .linked = true};
	*link = node;
	if (leftmost)
		tree->leftmost = node;
	insert_fix(tree, node);
}

struct rb_node *rb_next(const struct rb_node *node)
{
	struct rb_node *next;

	if (node->right) {
		for (next = node->right; next->left;)
			next = next->left;
		return next;
	}
	for (next = node->parent; next && node == next->right; next = next->parent)
		node = next;
	return next;
}

/* Repair the tree: paths through `node` (may be NULL), a child of `parent`, are one black node
 * short. */
static void remove_fix(struct rb_tree *tree, struct rb_node *node, struct rb_node *parent)
{
	while (node != tree->root && !is_red(node)) {
		bool is_left = node == parent->left;
		struct rb_node *sibling = is_left ? parent->right : parent->left;
		struct rb_node *near, *far;

		if (is_red(sibling)) {
			sibling->red = false;
			parent->red = true;
			rotate(tree, parent, is_left);
			sibling = is_left ? parent->right : parent->left;
		}
		near = is_left ? sibling->left : sibling->right;
		far = is_left ? sibling->right : sibling->left;
		if (!is_red(near) && !is_red(far)) {
			sibling->red = true;
			node = parent;
			parent = node->parent;
			continue;
		}
		if (!is_red(far)) {
			near->red = false;
			sibling->red = true;
			rotate(tree, sibling, !is_left);
			far = sibling;
			sibling = near;
		}
		sibling->red = parent->red;
		parent->red = false;
		far->red = false;
		rotate(tree, parent, is_left);
		node = tree->root;
		break;
	}
	if (node)
		node->red = false;
}

void rb_remove(struct rb_tree *tree, struct rb_node *node)
{
	struct rb_node *child, *parent;
	bool lost_black;

	ASSERT(node->linked);
	if (tree->leftmost == node)
		tree->leftmost = rb_next(node);
	if (node->left && node->right) {
		/* The successor takes its place and colour. Only the paths through the successor's
		 * old place become shorter. */
		struct rb_node *next = rb_next(node);

		child = next->right;
		parent = next->parent == node ? next : next->parent;
		lost_black = !next->red;
		replace_child(tree, next, child);
		replace_child(tree, node, next);
		next->left = node->left;
		next->left->parent = next;
		next->right = node->right;
		if (next->right)
			next->right->parent = next;
		next->red = node->red;
	} else {
		child = node->left ? node->left : node->right;
		parent = node->parent;
		lost_black = !node->red;
		replace_child(tree, node, child);
	}
	if (lost_black)
		remove_fix(tree, child, parent);
	*node = (struct rb_node){0};
}
