/* SPDX-License-Identifier: MIT */
/*
 * A ticket lock that reads and writes the next ticket in two steps: two threads get the same
 * ticket.
 *
 * pattern: broken mutual exclusion
 * depth: 3
 * found: exit:1
 * events: app
 */
#include "explore.h"
#include <stdatomic.h>

static atomic_int next_ticket, serving;
static volatile int inside;

static int take_ticket(void)
{
	int ticket;

	if (FIXED)
		return atomic_fetch_add(&next_ticket, 1);
	ticket = atomic_load(&next_ticket);
	atomic_store(&next_ticket, ticket + 1);
	return ticket;
}

static void *work(void *unused)
{
	int ticket = take_ticket();

	while (atomic_load(&serving) < ticket)
		sched_yield();
	inside = inside + 1;
	check(inside == 1);
	inside = inside - 1;
	atomic_fetch_add(&serving, 1);
	return NULL;
}

int main(void)
{
	run_threads((thread_function *[]){work, work}, 2);
	return 0;
}
