/* SPDX-License-Identifier: MIT */
/*
 * Page tables: trees of MMU_LEVELS levels, whose tables are pages of 64-bit entries. They are the
 * same on all architectures except for the bits of an entry (<arch/pte.h>). A table of level 1 maps
 * pages; an entry of level 2 can map a large page (kernel only).
 *
 * Callers serialise changes to one address space. The kernel half is shared by all address spaces:
 * its top-level entries are filled at boot and never change after.
 */
#pragma once
#include <arch/pte.h>

struct boot_info;

/* Set up a new address space with an empty user half. 0 or -ENOMEM. Any context. */
int pagetable_init(struct arch_aspace *as);

/* Free the page tables of the user half and the top-level table. Pages still mapped there remain
 * the caller's. The address space must not be loaded on any CPU. */
void pagetable_destroy(struct arch_aspace *as);

/* Map `pages` pages at va to physical pa. prot: enum prot bits; writable and executable together
 * panics. Nothing may be mapped in the range yet. 0 or -ENOMEM (then nothing in the range is
 * mapped). The caller need not flush any TLB. */
int pagetable_map(struct arch_aspace *as, uintptr_t va, paddr_t pa, size_t pages, unsigned prot);

/* Unmap `pages` pages at va; pages that are not mapped are skipped. Flushes only this CPU's TLB:
 * call arch_tlb_shootdown() afterwards if other CPUs may have cached the entries. */
void pagetable_unmap(struct arch_aspace *as, uintptr_t va, size_t pages);

/* Look up va. True if it is mapped: then *pa is its physical address and *prot its protection. */
bool pagetable_query(struct arch_aspace *as, uintptr_t va, paddr_t *pa, unsigned *prot);

/*
 * The entry of `va`; the entries of the pages above follow it, up to the next multiple of
 * LEAF_SIZE. NULL if there is no table: then *next is the first address above that may have one (0:
 * the end of the address space). User half only.
 */
pte_t *pagetable_leaf(const struct arch_aspace *as, uintptr_t va, uintptr_t *next);

/* The entry of `va` as above, but creates missing tables. NULL when out of memory. */
pte_t *pagetable_leaf_make(struct arch_aspace *as, uintptr_t va);

/*
 * Detach the table of level 1 that maps `va`, a multiple of LEAF_SIZE. All its entries must be 0.
 * Flushes it from this CPU's caches. Returns the table's physical address (0: there was no table),
 * which the caller frees once the other CPUs have flushed it too.
 */
paddr_t pagetable_leaf_detach(struct arch_aspace *as, uintptr_t va);

/* Free the tables of `level` that map any part of [start, end). All their entries must be 0, and
 * the address space must not be loaded on any CPU. */
void pagetable_free_level(struct arch_aspace *as, unsigned level, uintptr_t start, uintptr_t end);

/*
 * For arch_mmu_init(), on the boot CPU. They panic when out of memory.
 *
 * pagetable_boot_begin()    start arch_kernel_aspace
 * pagetable_boot_map()      map physically contiguous kernel memory, beyond the kernel image
 *                           with large pages where they fit
 * pagetable_boot_section()  map a section of the image
 * pagetable_boot_direct()   map physical [start, end) in the direct map; text and constants
 *                           in it are read-only
 * pagetable_boot_end()      unmap the guard below the boot stack, and create a table for each
 *                           top-level entry of the windows, so that no address space ever
 *                           lacks one
 */
void pagetable_boot_begin(void);
void pagetable_boot_map(uintptr_t va, paddr_t pa, uint64_t size, unsigned prot);
void pagetable_boot_section(const char *start, const char *end, unsigned prot);
void pagetable_boot_direct(paddr_t start, paddr_t end);
void pagetable_boot_end(void);
