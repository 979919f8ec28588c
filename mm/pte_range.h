/* SPDX-License-Identifier: MIT */
/*
 * Ranges of user pages in the page tables: what mm/ does to all that is mapped in an area. They
 * count as->resident. Lock: as->lock, or nobody else has the address space.
 */
#pragma once
#include <mm/aspace.h>

/* Unmap [start, end) and give up the pages once no CPU reaches them any more. */
void pte_range_release(struct aspace *as, uintptr_t start, uintptr_t end);

/* Take rights from what is mapped in `area` that the area does not give. The caller flushes. */
void pte_range_restrict(struct aspace *as, const struct vm_area *area);

/* Map in `to` what `area` has mapped in `from`; when it is private, neither may write any more.
 * The caller flushes. 0 or -ENOMEM. */
int pte_range_share(struct aspace *from, struct aspace *to, const struct vm_area *area);

/* Map the pages of [from, from + length) at `to` as well, where nothing is. 0 or -ENOMEM. */
int pte_range_copy(struct aspace *as, uintptr_t from, uintptr_t to, size_t length);

/* How many pages of [start, end) are mapped. */
size_t pte_range_count(const struct aspace *as, uintptr_t start, uintptr_t end);
