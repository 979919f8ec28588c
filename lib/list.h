/* SPDX-License-Identifier: MIT */
/*
 * Intrusive circular doubly linked lists. Head and node are the same type. A head's links are never
 * NULL; an unlinked node has next == NULL, so zeroed memory is unlinked. Every operation asserts
 * that the node is, or is not, on a list. The caller locks.
 */
#pragma once
#include <lib/assert.h>
#include <lib/base.h>

struct list {
	struct list *next, *prev;
};

#define LIST_INIT(head)          \
	{                        \
		&(head), &(head) \
	}

#define list_entry(node, type, member) container_of(node, type, member)

static inline void list_init(struct list *head)
{
	head->next = head->prev = head;
}

static inline bool list_is_empty(const struct list *head)
{
	return head->next == head;
}

static inline bool list_is_linked(const struct list *node)
{
	return node->next != NULL;
}

/* Insert `node` between neighbours `prev` and `next`. */
static inline void list_link_between(struct list *node, struct list *prev, struct list *next)
{
	ASSERT(!list_is_linked(node));
	node->prev = prev;
	node->next = next;
	prev->next = node;
	next->prev = node;
}

static inline void list_push_front(struct list *head, struct list *node)
{
	list_link_between(node, head, head->next);
}

static inline void list_push_back(struct list *head, struct list *node)
{
	list_link_between(node, head->prev, head);
}

static inline void list_remove(struct list *node)
{
	struct list *next = node->next, *prev = node->prev;

	ASSERT(list_is_linked(node));
	prev->next = next;
	next->prev = prev;
	node->next = NULL;
}

/* Put `node` in the place of `old`, which becomes unlinked. */
static inline void list_replace(struct list *old, struct list *node)
{
	struct list *next = old->next, *prev = old->prev;

	ASSERT(list_is_linked(old) && !list_is_linked(node));
	node->prev = prev;
	node->next = next;
	prev->next = node;
	next->prev = node;
	old->next = NULL;
}

/* The first node, or NULL if the list is empty. */
static inline struct list *list_first(const struct list *head)
{
	return list_is_empty(head) ? NULL : head->next;
}

static inline struct list *list_pop_front(struct list *head)
{
	struct list *first = list_first(head);

	if (first)
		list_remove(first);
	return first;
}

/* Append all nodes of `from` to `head`; `from` is empty afterwards. */
static inline void list_splice_back(struct list *head, struct list *from)
{
	if (list_is_empty(from))
		return;
	from->next->prev = head->prev;
	from->prev->next = head;
	head->prev->next = from->next;
	head->prev = from->prev;
	list_init(from);
}

#define list_for_each_entry(pos, head, member)                             \
	for ((pos) = list_entry((head)->next, __typeof__(*(pos)), member); \
		&(pos)->member != (head);                                  \
		(pos) = list_entry((pos)->member.next, __typeof__(*(pos)), member))

/* `pos` may be removed in the body; `tmp` is another cursor of the same type. */
#define list_for_each_entry_safe(pos, tmp, head, member)                        \
	for ((pos) = list_entry((head)->next, __typeof__(*(pos)), member),      \
	    (tmp) = list_entry((pos)->member.next, __typeof__(*(pos)), member); \
		&(pos)->member != (head);                                       \
		(pos) = (tmp), (tmp) = list_entry((tmp)->member.next, __typeof__(*(tmp)), member))
