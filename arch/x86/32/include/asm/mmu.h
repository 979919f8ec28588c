/* SPDX-License-Identifier: MIT */
/*
 * What differs between 4-level and PAE paging: entries of the top table, flags of entries that
 * point to tables (rights are decided at the last level), what is prepared ahead, how an entry is
 * stored.
 */
#pragma once
#include <arch/mmu.h>
#include <uapi/errno.h>

#define MMU_TOP_ENTRIES  4
#define MMU_USER_ENTRIES 3

/* Entries of the page-directory-pointer table have no rights, only a presence. */
#define MMU_TABLE_FLAGS(level) ((level) == MMU_LEVELS ? 1 : 7)

typedef uint64_t pte_t;

#define PTE_TABLE_LEVELS 1

/* Two words: while they change, the entry is not present. */
static inline void pte_set(pte_t *at, pte_t pte)
{
	volatile uint32_t *word = (volatile uint32_t *)at;

	word[0] = 0;
	word[1] = (uint32_t)(pte >> 32);
	word[0] = (uint32_t)pte;
}

/*
 * The CPU reads the top table only when CR3 is loaded (SDM 3A, 4.4.1), so its entries are all made
 * before. 0 or -ENOMEM, then what was made is in the table.
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
