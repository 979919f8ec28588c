/* SPDX-License-Identifier: MIT */
/*
 * Two threads insert a node at the head of the same list, and one of the nodes is lost.
 *
 * pattern: lost update
 * depth: 2
 * found: exit:1
 * events: app
 */
#include "explore.h"
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
struct node {
	struct node *volatile next;
};

static struct node *volatile head;
static struct node nodes[2];

static void *insert(void *number)
{
	struct node *own = &nodes[(long)number];

	lock_if_fixed(&lock);
	own->next = head;
	head = own;
	unlock_if_fixed(&lock);
	return NULL;
}

int main(void)
{
	run_threads((thread_function *[]){insert, insert}, 2);
	check(head && head->next);
	return 0;
}
