/* SPDX-License-Identifier: MIT */
/*
 * Contract: page-table entries; the trees of them are mm/pagetable.h's. On all architectures a
 * table is a page of PTES_PER_TABLE entries; a table of level 1 maps LEAF_SIZE bytes page by page.
 *
 * <asm/pte.h> gives `pte_t` (64 bits; 0 is an entry that maps nothing), MMU_LEVELS, the entries of
 * the top table and how many of them are the user half's (MMU_TOP_ENTRIES, MMU_USER_ENTRIES),
 * PTE_TABLE_LEVELS (tables of the levels 1 to this come and go with the pages below them; those
 * above last as long as the address space), and inline:
 *
 *   bool pte_is_present(pte_t)            is a page there? (one without any right, too)
 *   paddr_t pte_phys(pte_t)               ... where? of a present one
 *   unsigned pte_prot(pte_t)              ... enum prot bits
 *   bool pte_is_writable(pte_t)
 *   pte_t pte_read_only(pte_t)            the same without PROT_WRITE
 *   pte_t pte_make(paddr_t, unsigned prot)  W and X together panic; 0: neither user nor kernel
 *   pte_t pte_make_large(paddr_t, unsigned prot)  of 2 MiB, at level 2
 *   bool pte_is_large(pte_t)              one of those? (level 2 and above, 0 too)
 *   pte_t pte_of_table(paddr_t, unsigned level)  at `level`, of a table of the level below
 *   int mmu_prepare_user_half(struct arch_aspace *)  tables that have to be there before the
 * address space is loaded; 0 or -ENOMEM void pte_set(pte_t *at, pte_t)        store so that no CPU
 * ever sees a mixture of two void arch_flush_page(uintptr_t va)    forget what this CPU's TLB has
 * of a page void arch_flush_user(void)            ... of all of the user half void
 * arch_flush_new(uintptr_t va)     ... that there was no page void arch_flush_table(uintptr_t va)
 * ... that there was a table of level 1
 *
 * Flushing after a change is the caller's, with arch_tlb_shootdown() where other CPUs run in the
 * address space.
 */
#pragma once
#include <arch/mmu.h>
#include <asm/pte.h>

#define PTES_PER_TABLE 512
#define LEAF_SIZE      (PTES_PER_TABLE * PAGE_SIZE)

#define PTE_GROUP 16 /* entries looked at together */

/* Whether something is present is in the low word of an entry. Written out: the compiler would make
 * a loop of it. */
static inline bool pte_group_is_empty(const pte_t *e)
{
	uint32_t low = (uint32_t)e[0] | (uint32_t)e[1] | (uint32_t)e[2] | (uint32_t)e[3] |
		       (uint32_t)e[4] | (uint32_t)e[5] | (uint32_t)e[6] | (uint32_t)e[7];
	uint32_t high = (uint32_t)e[8] | (uint32_t)e[9] | (uint32_t)e[10] | (uint32_t)e[11] |
			(uint32_t)e[12] | (uint32_t)e[13] | (uint32_t)e[14] | (uint32_t)e[15];

	return (low | high) == 0;
}

/* The first of the entries [entry, end) of a table of any level that maps something; `end`: none
 * does. Empty stretches are long, and skipped by groups. */
static inline pte_t *pte_next_present(pte_t *entry, pte_t *end)
{
	for (; entry < end && !pte_is_present(*entry); entry++) {
		if ((uintptr_t)entry & (PTE_GROUP * sizeof(*entry) - 1))
			continue;
		while (entry + PTE_GROUP <= end && pte_group_is_empty(entry))
			entry += PTE_GROUP;
		if (entry == end || pte_is_present(*entry))
			break;
	}
	return entry;
}
