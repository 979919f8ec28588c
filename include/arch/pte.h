/* SPDX-License-Identifier: MIT */
/*
 * Contract: page-table entries. mm/pagetable.h has the trees that they form. On all architectures a
 * table is a page of PTES_PER_TABLE entries; a table of level 1 maps LEAF_SIZE bytes page by page.
 *
 * <asm/pte.h> gives `pte_t` (64 bits; 0 is an entry that maps nothing), MMU_LEVELS, the number of
 * entries in the top table and how many of them are the user half's (MMU_TOP_ENTRIES,
 * MMU_USER_ENTRIES), PTE_TABLE_LEVELS (tables of levels 1 to this one are made and freed with the
 * pages below them; higher ones last as long as the address space), and inline:
 *
 *   bool pte_is_present(pte_t)            is a page there? true also for one without any right
 *   paddr_t pte_phys(pte_t)               the physical address of a present page
 *   unsigned pte_prot(pte_t)              its rights, enum prot bits
 *   bool pte_is_writable(pte_t)
 *   pte_t pte_read_only(pte_t)            the same without PROT_WRITE
 *   pte_t pte_make(paddr_t, unsigned prot)
 *                                         an entry for a page. PROT_WRITE with PROT_EXEC panics;
 *                                         0: neither the user nor the kernel may use the page
 *   pte_t pte_make_large(paddr_t, unsigned prot)
 *                                         an entry of level 2 for a page of 2 MiB
 *   bool pte_is_large(pte_t)              is it such an entry? Of level 2 or above; false for 0
 *   pte_t pte_of_table(paddr_t, unsigned level)
 *                                         an entry of `level` for a table of the level below
 *   int mmu_prepare_user_half(struct arch_aspace *)
 *                                         make the tables that must exist before the address space
 *                                         is loaded. 0 or -ENOMEM
 *   void pte_set(pte_t *at, pte_t)        store, so that no CPU ever sees half an entry
 *   void arch_flush_page(uintptr_t va)    drop this CPU's TLB entry of a page
 *   void arch_flush_user(void)            drop those of the whole user half
 *   void arch_flush_new(uintptr_t va)     a page was added: drop a cached absence of it
 *   void arch_flush_table(uintptr_t va)   a table of level 1 was removed: drop cached uses of it
 *
 * After a change the caller flushes, with arch_tlb_shootdown() where other CPUs run in the address
 * space.
 */
#pragma once
#include <arch/mmu.h>
#include <asm/pte.h>

#define PTES_PER_TABLE 512
#define LEAF_SIZE      (PTES_PER_TABLE * PAGE_SIZE)

#define PTE_GROUP 16 /* entries checked together */

/* The low word of an entry shows whether it is present. Written out because the compiler would make
 * a loop of it. */
static inline bool pte_group_is_empty(const pte_t *e)
{
	uint32_t low = (uint32_t)e[0] | (uint32_t)e[1] | (uint32_t)e[2] | (uint32_t)e[3] |
		       (uint32_t)e[4] | (uint32_t)e[5] | (uint32_t)e[6] | (uint32_t)e[7];
	uint32_t high = (uint32_t)e[8] | (uint32_t)e[9] | (uint32_t)e[10] | (uint32_t)e[11] |
			(uint32_t)e[12] | (uint32_t)e[13] | (uint32_t)e[14] | (uint32_t)e[15];

	return (low | high) == 0;
}

/* The first present entry of [entry, end) in a table of any level; `end` if there is none. Empty
 * stretches are long, so they are skipped by groups. */
static inline pte_t *pte_next_present(pte_t *entry, pte_t *end)
{
	const uintptr_t size = PTE_GROUP * sizeof(*entry);

	while (entry < end && !pte_is_present(*entry)) {
		pte_t *stop = (pte_t *)ALIGN_UP((uintptr_t)entry + 1, size);

		if (!((uintptr_t)entry & (size - 1))) {
			while (entry + PTE_GROUP <= end && pte_group_is_empty(entry))
				entry += PTE_GROUP;
			stop = entry + PTE_GROUP;
		}
		if (stop > end)
			stop = end;
		/* In a group that is not empty: one by one. */
		while (entry < stop && !pte_is_present(*entry))
			entry++;
		if (entry < stop)
			break;
	}
	return entry;
}
