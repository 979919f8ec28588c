/* SPDX-License-Identifier: MIT */
/*
 * ABA: a lock-free stack whose head returns to the same node, but with another node behind it. The
 * correct twin counts changes in the head's upper half.
 *
 * pattern: ABA in a lock-free stack
 * depth: 2
 * found: exit:1
 * events: app
 */
#include "explore.h"
#include <stdatomic.h>

#define NODES  3
#define NOBODY NODES
#define COUNT  (FIXED ? 0x100u : 0)

static atomic_uint head; /* the node, in the low byte */
static atomic_uint next[NODES] = {1, 2, NOBODY};
static volatile int owners[NODES + 1];

static unsigned pop(void)
{
	unsigned seen = atomic_load(&head), node, behind;

	do {
		node = seen & 0xff;
		if (node == NOBODY)
			return NOBODY;
		behind = atomic_load(&next[node]);
	} while (!atomic_compare_exchange_strong(&head, &seen, ((seen & ~0xffu) + COUNT) | behind));
	owners[node]++;
	return node;
}

static void push(unsigned node)
{
	unsigned seen = atomic_load(&head);

	owners[node]--;
	do
		atomic_store(&next[node], seen & 0xff);
	while (!atomic_compare_exchange_strong(&head, &seen, ((seen & ~0xffu) + COUNT) | node));
}

static void *pop_one(void *unused)
{
	pop();
	return NULL;
}

static void *pop_two(void *unused)
{
	unsigned one = pop();

	pop();
	if (one != NOBODY)
		push(one);
	return NULL;
}

int main(void)
{
	run_threads((thread_function *[]){pop_one, pop_two}, 2);
	while (pop() != NOBODY)
		;
	for (int i = 0; i < NODES; i++)
		check(owners[i] == 1);
	return 0;
}
