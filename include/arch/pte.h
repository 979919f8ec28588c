/* SPDX-License-Identifier: MIT */
/*
 * Contract: page-table entries, for who works on whole ranges of user pages. On all architectures a
 * table is a page of PTES_PER_TABLE entries; a table of level 1 maps LEAF_SIZE bytes page by page.
 *
 * <asm/pte.h> gives `pte_t` (64 bits; 0 is an entry that maps nothing), PTE_TABLE_LEVELS (tables of
 * the levels 1 to this come and go with the pages below them; those above last as long as the
 * address space), and inline:
 *
 *   bool pte_is_present(pte_t)            is a page there? (one without any right, too)
 *   paddr_t pte_phys(pte_t)               ... where? of a present one
 *   unsigned pte_prot(pte_t)              ... enum prot bits
 *   bool pte_is_writable(pte_t)
 *   pte_t pte_read_only(pte_t)            the same without PROT_WRITE
 *   pte_t pte_make(paddr_t, unsigned prot)  W and X together panic; 0: neither user nor kernel
 *   void pte_set(pte_t *at, pte_t)        store so that no CPU ever sees a mixture of two
 *   void arch_flush_page(uintptr_t va)    forget what this CPU's TLB has of a page
 *   void arch_flush_user(void)            ... of all of the user half
 *
 * Flushing after a change is the caller's, with arch_tlb_shootdown() where other CPUs run in the
 * address space.
 */
#pragma once
#include <arch/mmu.h>
#include <asm/pte.h>

#define PTES_PER_TABLE 512
#define LEAF_SIZE      (PTES_PER_TABLE * PAGE_SIZE)

/*
 * The entry of `va`, followed by those of the pages above it up to the next multiple of LEAF_SIZE.
 * NULL where there is no table: then *next is the first address above that may have one (0: the
 * address space ends). User half.
 */
pte_t *arch_leaf(const struct arch_aspace *as, uintptr_t va, uintptr_t *next);

/* The same, tables made where there are none; NULL when out of memory. */
pte_t *arch_leaf_make(struct arch_aspace *as, uintptr_t va);

/*
 * Take away the table of level 1 that maps `va`, a multiple of LEAF_SIZE, whose entries are all 0,
 * and forget on this CPU that it was there. Its physical address; 0: there is none. To be freed
 * when other CPUs have forgotten it too.
 */
paddr_t arch_leaf_detach(struct arch_aspace *as, uintptr_t va);

/* Free the tables of `level` that map some of [start, end), whose entries are all 0. The address
 * space is loaded nowhere. */
void arch_tables_free(struct arch_aspace *as, unsigned level, uintptr_t start, uintptr_t end);

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
