/* SPDX-License-Identifier: MIT */
/*
 * See id_table.h. A resize visits every node with the caller's lock held. The time between two
 * resizes grows with the table, so the average cost of a change stays constant.
 */
#include <kernel/proc/id_table.h>
#include <lib/assert.h>
#include <lib/string.h>
#include <mm/slab.h>

static struct id_node **bucket_of(const struct id_table *table, int id)
{
	return &table->buckets[(unsigned)id & table->mask];
}

static void push(struct id_table *table, struct id_node *node)
{
	struct id_node **bucket = bucket_of(table, node->id);

	node->next = *bucket;
	*bucket = node;
}

static struct id_node **buckets_alloc(struct id_table *table, unsigned size)
{
	if (size > ID_TABLE_MIN)
		return kzalloc(size * sizeof(struct id_node *));
	memset(table->first, 0, sizeof(table->first));
	return table->first;
}

static void resize(struct id_table *table, unsigned size)
{
	struct id_node **old = table->buckets, **new = buckets_alloc(table, size), *node, *next;
	unsigned old_size = table->mask + 1;

	if (!new)
		return;
	table->buckets = new;
	table->mask = size - 1;
	for (unsigned i = 0; i < old_size; i++) {
		for (node = old[i]; node; node = next) {
			next = node->next;
			push(table, node);
		}
	}
	if (old != table->first)
		kfree(old);
}

void id_table_insert(struct id_table *table, struct id_node *node, int id)
{
	DEBUG_ASSERT(!id_table_find(table, id));
	if (table->count++ > table->mask)
		resize(table, (table->mask + 1) * 2);
	node->id = id;
	push(table, node);
}

void id_table_remove(struct id_table *table, struct id_node *node)
{
	unsigned size = table->mask + 1;
	struct id_node **link = bucket_of(table, node->id);

	while (*link != node) {
		ASSERT(*link);
		link = &(*link)->next;
	}
	*link = node->next;
	table->count--;
	if (size > ID_TABLE_MIN && table->count < size / 4)
		resize(table, size / 2);
}

struct id_node *id_table_find(const struct id_table *table, int id)
{
	struct id_node *node = *bucket_of(table, id);

	while (node && node->id != id)
		node = node->next;
	return node;
}
