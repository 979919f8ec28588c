/* SPDX-License-Identifier: MIT */
/*
 * Accesses to shared memory that profiling runs have found and that cannot be events all the same.
 * They are counted by instruction, so that no one takes them for watched. Thread context; one user,
 * so no locks.
 */
#pragma once
#include <lib/base.h>
#include <uapi/explore.h>

/* The instruction at `pc` cannot be an event because of `why`. 0 or -ENOMEM. */
int unwatched_add(enum explore_unwatched why, uintptr_t pc);

/* Put the numbers of such instructions and the first of their addresses into *result. */
void unwatched_report(struct explore_result *result);
