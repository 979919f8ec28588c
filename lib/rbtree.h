/* SPDX-License-Identifier: MIT */
/*
 * Intrusive red-black tree that also keeps its leftmost node. Equal keys keep insertion order. A
 * zeroed node is unlinked, a zeroed tree is empty. Insert and remove are O(log n), first is O(1).
 * The caller locks.
 */
#pragma once
#include <lib/assert.h>
#include <lib/base.h>

struct rb_node {
	struct rb_node *parent, *left, *right;
	bool red;
	bool linked;
};

struct rb_tree {
	struct rb_node *root;
	struct rb_node *leftmost;
};

#define rb_entry(node, type, member) container_of(node, type, member)

static inline bool rb_is_linked(const struct rb_node *node)
{
	return node->linked;
}

/* The least node; NULL if the tree is empty. */
static inline struct rb_node *rb_first(const struct rb_tree *tree)
{
	return tree->leftmost;
}

/* The next greater node; NULL at the end. */
struct rb_node *rb_next(const struct rb_node *node);

/* Insert an unlinked node; `less` orders nodes. */
void rb_insert(struct rb_tree *tree, struct rb_node *node,
	bool (*less)(const struct rb_node *a, const struct rb_node *b));

/* Remove a linked node. */
void rb_remove(struct rb_tree *tree, struct rb_node *node);
