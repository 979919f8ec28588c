/* SPDX-License-Identifier: MIT */
/*
 * Restoring a copy that aspace_fork() has made. The copy logs the pages whose entries change, so
 * that restoring it costs as much as what was done to it, not as much as another fork.
 */
#pragma once
#include <mm/aspace.h>

/* The log of an address space. Lock: as->lock. */
struct touched {
	uint32_t count;
	bool full;  /* some are missing */
	bool areas; /* the areas may have changed */
	uintptr_t pages[];
};

/* Log from now on what changes in `copy`, a fork in which no thread runs yet. 0 or -ENOMEM. Thread
 * context. Lock: copy->lock. */
int aspace_track(struct aspace *copy);

/* Make `copy` the same as a new fork of `from`, the address space that it was forked from and that
 * has not changed since. No thread runs in either, or has `copy` loaded. Pages that the copy has
 * written to remain its own. 0; -EAGAIN: the log is not complete; -ENOMEM. After an error, the copy
 * can only be given up. Thread context, may sleep. */
int aspace_restore(struct aspace *copy, struct aspace *from);

/* Free the log. Thread context. */
void aspace_untrack(struct aspace *as);

/* Log that the entry of page `va` changes. Lock: as->lock. */
void aspace_log(struct aspace *as, uintptr_t va);
static inline void aspace_touch(struct aspace *as, uintptr_t va)
{
	if (unlikely(as->touched))
		aspace_log(as, va);
}

/* Log that areas change. Lock: as->lock. */
static inline void aspace_reshape(struct aspace *as)
{
	aspace_assert_locked(as);
	if (unlikely(as->touched))
		as->touched->areas = true;
}
