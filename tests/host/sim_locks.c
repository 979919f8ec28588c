/* SPDX-License-Identifier: MIT */
/*
 * The kernel's lock-order check under other names, so that tests/host/sim.c can wrap it and reset
 * it for each machine.
 */
#define lockcheck_acquire        rank_acquire
#define lockcheck_release        rank_release
#define lockcheck_handler_begins rank_handler_begins
#define lockcheck_handler_ends   rank_handler_ends
#define lockcheck_holds          rank_holds
#include <kernel/lock/lockcheck.c>
#include <string.h>
#include <tests/host/sim_locks.h>

void rank_reset(void)
{
	memset(lists, 0, sizeof(lists));
	memset(in_handlers, 0, sizeof(in_handlers));
	memset(with_irqs_on, 0, sizeof(with_irqs_on));
	early.count = 0;
	reported = false;
}

void rank_hold_only(const struct rawlock *lock)
{
	struct held_locks *list;

	rank_reset();
	list = own_list();
	list->locks[0] = lock;
	list->count = 1;
}
