/* SPDX-License-Identifier: MIT */
/*
 * Contract: page tables.
 *
 * All address spaces share the kernel half. Its top-level entries are filled at boot and never
 * change after, so all see a new kernel mapping. No page is ever both writable and executable.
 *
 * <asm/layout.h> defines USER_MIN and USER_MAX (user addresses lie in [USER_MIN, USER_MAX));
 * DIRECT_MAP_BASE; VMAP_BASE and VMAP_END (kernel mappings page by page: stacks, device registers);
 * and, for the direct map and the kernel image, inline `void *phys_to_virt(paddr_t)` and `paddr_t
 * virt_to_phys(const void *)`. The tables themselves are in <arch/pte.h> and mm/pagetable.h.
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
 * Build the final kernel page tables by mm/pagetable.h, and load them: the image by section (text
 * R-X, rodata R--, data RW-); the direct map RW-, except read-only over text and rodata; the boot
 * stack's guard unmapped; no identity map. The tables' memory comes from mmu_table_alloc(). Boot
 * CPU, interrupts off.
 */
void arch_mmu_init(const struct boot_info *info);

/* Up-calls for the memory of page tables: allocate a zeroed page and return its physical address
 * (0: out of memory); free one; free one whose entries are all 0 again. Any context. */
paddr_t mmu_table_alloc(void);
void mmu_table_free(paddr_t table);
void mmu_table_recycle(paddr_t table);

/* Clear a page; copy a page. Page aligned, in the direct map. Any context. */
void arch_page_clear(void *page);
void arch_page_copy(void *to, const void *from);

/* Load `as` on this CPU. Interrupts off. */
void arch_aspace_load(struct arch_aspace *as);

/* Flush `pages` pages from va on from the TLBs of all other CPUs; return when they have. Thread
 * context, interrupts on, no spin lock held: a CPU that spins with interrupts off could not
 * answer. */
#define TLB_ALL SIZE_MAX /* as `pages`: the whole user half */
void arch_tlb_shootdown(uintptr_t va, size_t pages);
