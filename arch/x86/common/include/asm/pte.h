/* SPDX-License-Identifier: MIT */
/*
 * Entries of 4-level and PAE paging (Intel SDM 3A, tables 4-11 and 4-20). Inline part of
 * <arch/pte.h>.
 */
#pragma once
#include <arch/mmu.h>
#include <asm/mmu.h>
#include <asm/msr.h>
#include <lib/assert.h>

#define PTE_PRESENT 0x001ull
#define PTE_WRITE   0x002ull
#define PTE_USER    0x004ull
#define PTE_PWT     0x008ull
#define PTE_PCD     0x010ull
#define PTE_LARGE   0x080ull
#define PTE_GLOBAL  0x100ull
#define PTE_KEPT    0x200ull /* not present for the CPU: a page that allows no access */
#define PTE_NX      (1ull << 63)
#define PTE_ADDRESS 0x000ffffffffff000ull

static inline bool pte_is_present(pte_t pte)
{
	return (pte & (PTE_PRESENT | PTE_KEPT)) != 0;
}

static inline paddr_t pte_phys(pte_t pte)
{
	return pte & PTE_ADDRESS;
}

static inline bool pte_is_writable(pte_t pte)
{
	return (pte & PTE_WRITE) != 0;
}

static inline pte_t pte_read_only(pte_t pte)
{
	return pte & ~PTE_WRITE;
}

static inline unsigned pte_prot(pte_t pte)
{
	if (pte & PTE_KEPT)
		return 0;
	return PROT_READ | (pte & PTE_WRITE ? PROT_WRITE : 0) | (pte & PTE_NX ? 0 : PROT_EXEC) |
	       (pte & PTE_USER ? PROT_USER : 0) | (pte & PTE_PCD ? PROT_DEVICE : 0);
}

static inline pte_t pte_make(paddr_t pa, unsigned prot)
{
	ASSERT(!(prot & PROT_WRITE && prot & PROT_EXEC));
	if (!prot)
		return pa | PTE_KEPT;
	return pa | PTE_PRESENT | (prot & PROT_WRITE ? PTE_WRITE : 0) |
	       (prot & PROT_EXEC ? 0 : PTE_NX) | (prot & PROT_USER ? PTE_USER : PTE_GLOBAL) |
	       (prot & PROT_DEVICE ? PTE_PCD | PTE_PWT : 0);
}

static inline pte_t pte_make_large(paddr_t pa, unsigned prot)
{
	return pte_make(pa, prot) | PTE_LARGE;
}

/* Entries of the top table never have the bit. */
static inline bool pte_is_large(pte_t pte)
{
	return (pte & PTE_LARGE) != 0;
}

static inline pte_t pte_of_table(paddr_t table, unsigned level)
{
	return table | MMU_TABLE_FLAGS(level);
}

static inline void arch_flush_page(uintptr_t va)
{
	asm volatile("invlpg (%0)" ::"r"(va) : "memory");
}

/* Entries of the user half are not global. */
static inline void arch_flush_user(void)
{
	cr3_write(cr3_read());
}

/* CPUs do not cache absent entries (SDM 3A, 4.10.2.3). */
static inline void arch_flush_new(uintptr_t va)
{
}

/* Flushing a page also flushes all cached tables (SDM 3A, 4.10.4.1). */
static inline void arch_flush_table(uintptr_t va)
{
	arch_flush_page(va);
}
