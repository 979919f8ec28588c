/* SPDX-License-Identifier: MIT */
/*
 * The kernel's lock-order check under other names, so that tests/host/sim.c can stand before it and
 * start it anew with each machine.
 */
#define lockcheck_acquire rank_acquire
#define lockcheck_release rank_release
#include <kernel/debug/lockcheck.c>
#include <string.h>
#include <tests/host/sim_locks.h>

void rank_reset(void)
{
	memset(lists, 0, sizeof(lists));
	early.count = 0;
	reported = false;
}
