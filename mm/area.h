/* SPDX-License-Identifier: MIT */
/*
 * The areas of an address space as a sorted set: what mm/aspace.c and mm/fault.c do with them.
 * Lock: as->lock in all of it.
 */
#pragma once
#include <mm/aspace.h>

/* The first area that ends above `addr`; NULL when there is none. */
struct vm_area *area_at_or_above(const struct aspace *as, uintptr_t addr);

/* The area that contains `addr`, or NULL. */
struct vm_area *area_find(const struct aspace *as, uintptr_t addr);

/* The next area by address, or NULL. */
struct vm_area *area_next(const struct vm_area *area);

/* A new area like `like`, but [start, end); linked. NULL when out of memory. */
struct vm_area *area_add(struct aspace *as, const struct vm_area *like, uintptr_t start,
	uintptr_t end);

/* Unlink and free; its pages are gone already. */
void area_free(struct aspace *as, struct vm_area *area);

/* Split areas so that `at` (page aligned) lies in none, only between. 0 or -ENOMEM. */
int area_split(struct aspace *as, uintptr_t at);

/* Join areas in and next to [start, end) that are the same but for their ranges. */
void area_merge_range(struct aspace *as, uintptr_t start, uintptr_t end);

/* The highest free range of `length` that ends at or below `top`; 0 when there is none. */
uintptr_t area_gap(const struct aspace *as, size_t length, uintptr_t top);

/* Is all of [start, end) in areas? */
bool area_covers(const struct aspace *as, uintptr_t start, uintptr_t end);

/* Is [start, end) free? */
bool area_is_free(const struct aspace *as, uintptr_t start, uintptr_t end);

/* Could all of `pages` pages of memory like `like`'s be used now, as far as they are private and to
 * be written to? A promise for now only: who is first takes them. */
bool area_fits_memory(const struct vm_area *like, unsigned prot, size_t pages);

/* aspace_map() and aspace_unmap() of a range that has been checked. What is mapped is an area of
 * its own, which needs no memory to unmap, until area_merge_range(). */
int aspace_map_locked(struct aspace *as, const struct map_request *request, uintptr_t *at);
int aspace_unmap_locked(struct aspace *as, uintptr_t start, uintptr_t end);
