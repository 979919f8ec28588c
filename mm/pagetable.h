/* SPDX-License-Identifier: MIT */
/*
 * Page tables: trees of MMU_LEVELS levels whose tables are pages of 64-bit entries, the same on all
 * architectures but for the bits of an entry (<arch/pte.h>). A table of level 1 maps pages, an
 * entry of level 2 can map a large one (of the kernel).
 *
 * Callers serialise changes to one address space. The kernel half is shared by all: its top-level
 * entries are filled at boot and never change after.
 */
#pragma once
#include <arch/pte.h>

struct boot_info;

/* New address space with an empty user half. 0 or -ENOMEM. Any context. */
int pagetable_init(struct arch_aspace *as);

/* Free the page tables of the user half (pages mapped in it belong to the caller and are unmapped
 * already or no concern). Loaded on no CPU. */
void pagetable_destroy(struct arch_aspace *as);

/* Map `pages` pages at va to physical pa. prot: enum prot bits; W and X together panic. The range
 * is unmapped before. 0 or -ENOMEM (then nothing of the range is mapped). No TLB flush needed. */
int pagetable_map(struct arch_aspace *as, uintptr_t va, paddr_t pa, size_t pages, unsigned prot);

/* Unmap; pages of the range that are not mapped are skipped. Flushes this CPU's TLB only; follow
 * with arch_tlb_shootdown() where other CPUs may have it. */
void pagetable_unmap(struct arch_aspace *as, uintptr_t va, size_t pages);

/* Look up va. True and *pa, *prot if mapped. */
bool pagetable_query(struct arch_aspace *as, uintptr_t va, paddr_t *pa, unsigned *prot);

/*
 * The entry of `va`, followed by those of the pages above it up to the next multiple of LEAF_SIZE.
 * NULL where there is no table: then *next is the first address above that may have one (0: the
 * address space ends). User half.
 */
pte_t *pagetable_leaf(const struct arch_aspace *as, uintptr_t va, uintptr_t *next);

/* The same, tables made where there are none; NULL when out of memory. */
pte_t *pagetable_leaf_make(struct arch_aspace *as, uintptr_t va);

/*
 * Take away the table of level 1 that maps `va`, a multiple of LEAF_SIZE, whose entries are all 0,
 * and forget on this CPU that it was there. Its physical address; 0: there is none. To be freed
 * when other CPUs have forgotten it too.
 */
paddr_t pagetable_leaf_detach(struct arch_aspace *as, uintptr_t va);

/* Free the tables of `level` that map some of [start, end), whose entries are all 0. The address
 * space is loaded nowhere. */
void pagetable_free_level(struct arch_aspace *as, unsigned level, uintptr_t start, uintptr_t end);

/*
 * For arch_mmu_init(), boot CPU, out of memory panics. Begin arch_kernel_aspace; map physically
 * contiguous kernel memory, with large pages where they fit beyond the kernel's image; a section of
 * the image; physical [start, end) in the direct map, its part that is text and constants
 * read-only. End: the guard below the boot stack is unmapped, and there is a table for each
 * top-level entry of the windows, so no address space ever lacks one.
 */
void pagetable_boot_begin(void);
void pagetable_boot_map(uintptr_t va, paddr_t pa, uint64_t size, unsigned prot);
void pagetable_boot_section(const char *start, const char *end, unsigned prot);
void pagetable_boot_direct(paddr_t start, paddr_t end);
void pagetable_boot_end(void);
