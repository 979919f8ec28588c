/* SPDX-License-Identifier: MIT */
/*
 * The lock-order check (kernel/debug/lockcheck.c) as the simulated machine calls it.
 */
#pragma once
#include <kernel/debug/rawlock.h>

void rank_acquire(const struct rawlock *lock);
void rank_release(const struct rawlock *lock);
void rank_handler_begins(void);
void rank_handler_ends(void);

/* Nobody holds any lock. */
void rank_reset(void);
