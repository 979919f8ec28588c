/* SPDX-License-Identifier: MIT */
/*
 * Entries of Sv39 (privileged specification, 4.4). Accessed and dirty bits are set from the start:
 * some machines trap instead of setting them. Inline part of <arch/pte.h>.
 */
#pragma once
#include <arch/mmu.h>
#include <lib/assert.h>

typedef uint64_t pte_t;

#define MMU_LEVELS       3
#define MMU_TOP_ENTRIES  512
#define MMU_USER_ENTRIES 256
#define PTE_TABLE_LEVELS 2

#define PTE_VALID  0x01ull
#define PTE_READ   0x02ull
#define PTE_WRITE  0x04ull
#define PTE_EXEC   0x08ull
#define PTE_USER   0x10ull
#define PTE_GLOBAL 0x20ull
#define PTE_AD     0xc0ull
#define PTE_KEPT   0x100ull /* not valid for the hart: a page that allows no access */
#define PTE_LEAF   (PTE_READ | PTE_WRITE | PTE_EXEC)

static inline bool pte_is_present(pte_t pte)
{
	return (pte & (PTE_VALID | PTE_KEPT)) != 0;
}

static inline paddr_t pte_phys(pte_t pte)
{
	return (pte >> 10 & 0xfffffffffffull) << PAGE_SHIFT;
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
	return (pte & PTE_READ ? PROT_READ : 0) | (pte & PTE_WRITE ? PROT_WRITE : 0) |
	       (pte & PTE_EXEC ? PROT_EXEC : 0) | (pte & PTE_USER ? PROT_USER : 0);
}

static inline pte_t pte_make(paddr_t pa, unsigned prot)
{
	ASSERT(!(prot & PROT_WRITE && prot & PROT_EXEC));
	if (!prot)
		return pa >> PAGE_SHIFT << 10 | PTE_KEPT;
	return pa >> PAGE_SHIFT << 10 | PTE_VALID | PTE_AD |
	       (prot & (PROT_READ | PROT_WRITE) ? PTE_READ : 0) |
	       (prot & PROT_WRITE ? PTE_WRITE : 0) | (prot & PROT_EXEC ? PTE_EXEC : 0) |
	       (prot & PROT_USER ? PTE_USER : PTE_GLOBAL);
}

static inline pte_t pte_make_large(paddr_t pa, unsigned prot)
{
	return pte_make(pa, prot);
}

static inline bool pte_is_large(pte_t pte)
{
	return (pte & PTE_LEAF) != 0;
}

static inline pte_t pte_of_table(paddr_t table, unsigned level)
{
	return table >> PAGE_SHIFT << 10 | PTE_VALID;
}

static inline int mmu_prepare_user_half(struct arch_aspace *as)
{
	return 0;
}

static inline void pte_set(pte_t *at, pte_t pte)
{
	*(volatile pte_t *)at = pte;
}

static inline void arch_flush_page(uintptr_t va)
{
	asm volatile("sfence.vma %0" ::"r"(va) : "memory");
}

static inline void arch_flush_user(void)
{
	asm volatile("sfence.vma" ::: "memory");
}

/* A hart may have cached that an entry is absent. */
static inline void arch_flush_new(uintptr_t va)
{
	arch_flush_page(va);
}

/* A fence for one page would not flush cached tables (4.2.1). */
static inline void arch_flush_table(uintptr_t va)
{
	arch_flush_user();
}
