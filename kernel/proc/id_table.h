/* SPDX-License-Identifier: MIT */
/*
 * A hash table from ids to objects that contain a `struct id_node`. Ids are handed out in sequence,
 * so their low bits spread evenly. The table doubles when it has more nodes than buckets and halves
 * when it has fewer than a quarter; look-up, insertion and removal take constant time on average.
 * An allocation that fails leaves the table at its size, with longer chains: no operation fails.
 * The caller locks.
 */
#pragma once
#include <lib/base.h>

#define ID_TABLE_MIN 256 /* buckets that need no allocation */

struct id_node {
	struct id_node *next;
	int id;
};

struct id_table {
	struct id_node **buckets;
	unsigned mask;  /* number of buckets - 1; a power of two - 1 */
	unsigned count; /* nodes */
	struct id_node *first[ID_TABLE_MIN];
};

#define ID_TABLE_INIT(table)                                        \
	{                                                           \
		.buckets = (table).first, .mask = ID_TABLE_MIN - 1, \
	}

/* Add `node` under `id`, which no other node has. Any context. */
void id_table_insert(struct id_table *table, struct id_node *node, int id);

/* Remove `node`, which is in the table. Any context. */
void id_table_remove(struct id_table *table, struct id_node *node);

/* The node with this id; NULL: none. Any context. */
struct id_node *id_table_find(const struct id_table *table, int id);
