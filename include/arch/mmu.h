/* SPDX-License-Identifier: MIT */
/*
 * Contract: page tables.
 *
 * All address spaces share the kernel half; its top-level entries are filled once at boot and never
 * change after, so a new kernel mapping is seen by all. No page is ever writable and executable.
 * <asm/layout.h> gives: USER_MIN, USER_MAX (user addresses are in [USER_MIN, USER_MAX)),
 * DIRECT_MAP_BASE, VMAP_BASE, VMAP_END (kernel mappings by page: stacks, device registers),
 * and inline `void *phys_to_virt(paddr_t)`, `paddr_t virt_to_phys(const void *)` for direct-map
 * memory and the kernel image. The tables themselves: <arch/pte.h>, mm/pagetable.h.
 */
#pragma once
#include <asm/layout.h>
#include <lib/base.h>

#define PAGE_SHIFT 12
#define PAGE_SIZE  (1ul << PAGE_SHIFT)

enum prot {
	PROT_READ = 1,
	PROT_WRITE = 2,
	PROT_EXEC = 4,
	PROT_USER = 8,
	PROT_DEVICE = 16, /* uncached */
};

struct arch_aspace {
	paddr_t root; /* CR3, or the physical address behind satp */
};
extern struct arch_aspace arch_kernel_aspace;

struct boot_info;

/*
 * Build the final kernel page tables, by mm/pagetable.h (image by section: text R-X, rodata R--,
 * data RW-; the direct map RW- except over text and rodata, which it shows read-only; boot stack
 * guard unmapped; no identity map) and load them. Boot CPU, interrupts off, table memory from
 * mmu_table_alloc().
 */
void arch_mmu_init(const struct boot_info *info);

/* Up-calls: one zeroed page for a page table (0: none left), and its return, by the latter when all
 * its entries are 0 again. Any context. */
paddr_t mmu_table_alloc(void);
void mmu_table_free(paddr_t table);
void mmu_table_recycle(paddr_t table);

/* Zero a page; copy one. Page aligned, in the direct map. Any context. */
void arch_page_clear(void *page);
void arch_page_copy(void *to, const void *from);

/* Load `as` on this CPU. Interrupts off. */
void arch_aspace_load(struct arch_aspace *as);

/* Flush [va, va + pages) from all other CPUs' TLBs; returns when they have. Thread context,
 * interrupts on, no spinlock held (a CPU that spins with interrupts off could not answer). */
#define TLB_ALL SIZE_MAX /* as `pages`: everything of the user half */
void arch_tlb_shootdown(uintptr_t va, size_t pages);
