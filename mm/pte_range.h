/* SPDX-License-Identifier: MIT */
/*
 * Operations on ranges of user page-table entries. All of them keep as->resident up to date. Lock:
 * as->lock, or no thread runs in the address space (aspace_assert_locked()).
 */
#pragma once
#include <mm/aspace.h>

/* Unmap [start, end), flush the TLBs, and give up the pages once no CPU can reach them any more.
 * Thread context, interrupts on. */
void pte_range_release(struct aspace *as, uintptr_t start, uintptr_t end);

/* Remove access rights that `area` does not have from the entries in it. Flushes this CPU's TLB;
 * the caller flushes the others. */
void pte_range_restrict(struct aspace *as, const struct vm_area *area);

/* Map all mapped pages of `area`, which is in `from`, in `to` as well. If the area is private, the
 * pages become read-only in both. The caller flushes the TLBs. 0 or -ENOMEM. */
int pte_range_share(struct aspace *from, struct aspace *to, const struct vm_area *area);

/* Map the pages of [from, from + length) at [to, to + length) as well, where nothing is mapped yet.
 * 0 or -ENOMEM. */
int pte_range_copy(struct aspace *as, uintptr_t from, uintptr_t to, size_t length);

/* The number of mapped pages in [start, end). */
size_t pte_range_count(const struct aspace *as, uintptr_t start, uintptr_t end);
