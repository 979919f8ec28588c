/* SPDX-License-Identifier: MIT */
/*
 * The areas of an address space: a set sorted by address. Lock, in all of these functions:
 * as->lock, or no thread runs in the address space (aspace_assert_locked()).
 */
#pragma once
#include <mm/aspace.h>

/* The first area that ends above `addr`, or NULL. */
struct vm_area *area_at_or_above(const struct aspace *as, uintptr_t addr);

/* The area that contains `addr`, or NULL. */
struct vm_area *area_find(const struct aspace *as, uintptr_t addr);

/* The next area by address, or NULL. */
struct vm_area *area_next(const struct vm_area *area);

/* Add an area [start, end) with the protection, flags and object of `like`. Takes a reference to
 * the object; `first_page` is adjusted to `start`. NULL when out of memory. */
struct vm_area *area_add(struct aspace *as, const struct vm_area *like, uintptr_t start,
	uintptr_t end);

/* Remove the area and free it. Its pages must be unmapped already. May sleep. */
void area_free(struct aspace *as, struct vm_area *area);

/* Split the area that contains `at` (page aligned) in two at that address. Nothing to do if no area
 * contains it or one starts there. 0 or -ENOMEM. */
int area_split(struct aspace *as, uintptr_t at);

/* Merge adjacent areas in and next to [start, end) that differ only in their ranges. */
void area_merge_range(struct aspace *as, uintptr_t start, uintptr_t end);

/* The start of the highest free range of `length` bytes that ends at or below `top`; 0 if there is
 * none. */
uintptr_t area_gap(const struct aspace *as, size_t length, uintptr_t top);

/* Do areas cover all of [start, end)? */
bool area_covers(const struct aspace *as, uintptr_t start, uintptr_t end);

/* Is [start, end) free? */
bool area_is_free(const struct aspace *as, uintptr_t start, uintptr_t end);

/* Is there enough free memory now for `pages` pages of an area like `like`, if its protection were
 * `prot`? Counts only private writable memory without AREA_NO_RESERVE. Reserves nothing: other
 * allocations may take the memory first. */
bool area_fits_memory(const struct vm_area *like, unsigned prot, size_t pages);

/* aspace_map() and aspace_unmap() of a range that has been checked. A new mapping stays an area of
 * its own until area_merge_range() is called, so that unmapping it needs no memory. */
int aspace_map_locked(struct aspace *as, const struct map_request *request, uintptr_t *at);
int aspace_unmap_locked(struct aspace *as, uintptr_t start, uintptr_t end);
