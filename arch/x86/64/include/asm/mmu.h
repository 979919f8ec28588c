/* SPDX-License-Identifier: MIT */
/*
 * The differences between 4-level and PAE paging: entries of the top table; flags of entries that
 * point to tables (the last level restricts access); tables that are allocated ahead; how an entry
 * is stored.
 */
#pragma once
#include <arch/mmu.h>

#define MMU_TOP_ENTRIES        512
#define MMU_USER_ENTRIES       256
#define MMU_TABLE_FLAGS(level) 7 /* present, writable, user */

typedef uint64_t pte_t;

#define PTE_TABLE_LEVELS 3

static inline void pte_set(pte_t *at, pte_t pte)
{
	*(volatile pte_t *)at = pte;
}

static inline int mmu_prepare_user_half(struct arch_aspace *as)
{
	return 0;
}
