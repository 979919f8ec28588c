/* SPDX-License-Identifier: MIT */
/*
 * A user address space: page tables, and the areas mapped in it. Pages are allocated and zeroed
 * when an area is mapped. One thread changes an address space at a time (now: its creator, before
 * the first thread runs, and its last thread).
 */
#pragma once
#include <arch/mmu.h>
#include <lib/list.h>

struct vm_area {
	struct list link;
	uintptr_t start, end; /* page aligned, [start, end) */
	unsigned prot;        /* enum prot */
};

struct aspace {
	struct arch_aspace arch;
	struct list areas; /* struct vm_area, by address */
};

/* An empty address space; NULL when out of memory. Thread context. */
struct aspace *aspace_create(void);

/* Free it with all its pages. It is loaded on no CPU. */
void aspace_destroy(struct aspace *as);

/*
 * Map `length` bytes of zeroed pages at `start` (both page aligned) with `prot`. 0, -EINVAL (not in
 * the user's addresses, overlaps an area) or -ENOMEM (nothing is mapped then).
 */
int aspace_map_anon(struct aspace *as, uintptr_t start, size_t length, unsigned prot);

/* Copy into mapped pages, whatever their protection. 0, or -EFAULT when one is not mapped. */
int aspace_write(struct aspace *as, uintptr_t dst, const void *src, size_t length);
