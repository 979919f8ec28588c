/* SPDX-License-Identifier: MIT */
/*
 * The lock-order check (kernel/lock/lockcheck.c) as the simulated machine calls it.
 */
#pragma once
#include <kernel/lock/rawlock.h>

void rank_acquire(const struct rawlock *lock);
void rank_release(const struct rawlock *lock);
void rank_handler_begins(void);
void rank_handler_ends(void);
bool rank_holds(const void *lock);

/* Reset the check: no lock is held. */
void rank_reset(void);

/* This CPU holds `lock` and no other, for tests of functions that assert it. */
void rank_hold_only(const struct rawlock *lock);
