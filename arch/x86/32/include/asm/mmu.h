/* SPDX-License-Identifier: MIT */
/*
 * The differences between 4-level and PAE paging: entries of the top table; flags of entries that
 * point to tables (the last level restricts access); tables that are allocated ahead; how an entry
 * is stored.
 */
#pragma once
#include <arch/mmu.h>
#include <uapi/errno.h>

#define MMU_TOP_ENTRIES  4
#define MMU_USER_ENTRIES 3

/* Entries of the page-directory-pointer table have a present bit, but no access bits. */
#define MMU_TABLE_FLAGS(level) ((level) == MMU_LEVELS ? 1 : 7)

typedef uint64_t pte_t;

#define PTE_TABLE_LEVELS 1

/* An entry is two words. While they change, it is not present. */
static inline void pte_set(pte_t *at, pte_t pte)
{
	volatile uint32_t *word = (volatile uint32_t *)at;

	word[0] = 0;
	word[1] = (uint32_t)(pte >> 32);
	word[0] = (uint32_t)pte;
}

/*
 * Allocate all tables of the user half below the top table, since the CPU reads the top table only
 * when CR3 is loaded (SDM 3A, 4.4.1). 0 or -ENOMEM; tables allocated before the error are in the
 * top table.
 */
static inline int mmu_prepare_user_half(struct arch_aspace *as)
{
	uint64_t *top = phys_to_virt(as->root);

	for (unsigned i = 0; i < MMU_USER_ENTRIES; i++) {
		paddr_t table = mmu_table_alloc();

		if (!table)
			return -ENOMEM;
		top[i] = table | MMU_TABLE_FLAGS(MMU_LEVELS);
	}
	return 0;
}
