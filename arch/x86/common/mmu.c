/* SPDX-License-Identifier: MIT */
/*
 * Page tables of MMU_LEVELS levels with 64-bit entries: 4-level paging and PAE paging (Intel SDM
 * 3A, 4.4 and 4.5). Level 1 maps 4 KiB pages, level 2 can map 2 MiB.
 */
#include <arch/boot.h>
#include <arch/cpu.h>
#include <arch/io.h>
#include <arch/irq.h>
#include <arch/mmu.h>
#include <arch/pte.h>
#include <arch/thread.h>
#include <asm/msr.h>
#include <kernel/debug/panic.h>
#include <lib/assert.h>
#include <uapi/errno.h>

#define LARGE_SIZE (2ul << 20)

extern char __kernel_end[], __text_start[], __text_end[], __rodata_start[], __rodata_end[],
	__data_start[], __data_end[];

struct arch_aspace arch_kernel_aspace;

static inline unsigned index_at(uintptr_t va, unsigned level)
{
	return va >> (PAGE_SHIFT + 9 * (level - 1)) &
	       (level == MMU_LEVELS ? MMU_TOP_ENTRIES - 1 : 511);
}

static inline uint64_t *table_of(uint64_t entry)
{
	return phys_to_virt(entry & PTE_ADDRESS);
}

/* The entry for `va` at `level`, tables above it made if `make`. NULL: none, or out of memory, or a
 * large page above (then *large is its entry). */
static uint64_t *walk(const struct arch_aspace *as, uintptr_t va, unsigned level, bool make,
	uint64_t **large)
{
	uint64_t *table = phys_to_virt(as->root);

	for (unsigned at = MMU_LEVELS;; at--) {
		uint64_t *entry = &table[index_at(va, at)];

		if (at == level)
			return entry;
		if (*entry & PTE_LARGE && at < MMU_LEVELS) {
			if (large)
				*large = entry;
			return NULL;
		}
		if (!(*entry & PTE_PRESENT)) {
			paddr_t made = make ? mmu_table_alloc() : 0;

			if (!made)
				return NULL;
			*entry = made | MMU_TABLE_FLAGS(at);
		}
		table = table_of(*entry);
	}
}

/* Boot: map physically contiguous kernel memory, with large pages where they fit; small ones up to
 * the image's end, since its sections are remapped and its stack guard unmapped page by page. */
static void map_kernel(uintptr_t va, paddr_t pa, uint64_t size, unsigned prot)
{
	while (size) {
		bool large = !((va | pa) & (LARGE_SIZE - 1)) && size >= LARGE_SIZE &&
			     pa >= virt_to_phys(__kernel_end);
		uint64_t step = large ? LARGE_SIZE : PAGE_SIZE;
		uint64_t *entry = walk(&arch_kernel_aspace, va, large ? 2 : 1, true, NULL);

		*entry = pte_make(pa, prot) | (large ? PTE_LARGE : 0);
		va += step;
		pa += step;
		size -= step;
	}
}

/* Direct map of [start, end), but [hole, hole_end) read-only: text and constants. */
static void map_direct(paddr_t start, paddr_t end, paddr_t hole, paddr_t hole_end)
{
	uintptr_t offset = DIRECT_MAP_BASE;
	paddr_t low = MIN(MAX(hole, start), end), high = MIN(MAX(hole_end, start), end);

	map_kernel(offset + start, start, low - start, PROT_READ | PROT_WRITE);
	map_kernel(offset + low, low, high - low, PROT_READ);
	map_kernel(offset + high, high, end - high, PROT_READ | PROT_WRITE);
}

static void map_section(const char *start, const char *end, unsigned prot)
{
	map_kernel((uintptr_t)start, virt_to_phys(start), (uint64_t)(end - start), prot);
}

void arch_mmu_init(const struct boot_info *info)
{
	paddr_t top = 0;

	if (!(cpuid(0x80000001, 0).d & 1u << 20))
		panic("this CPU cannot forbid execution page by page (no NX)");
	arch_kernel_aspace.root = mmu_table_alloc();
	for (size_t i = 0; i < info->ram_count; i++)
		top = MAX(top, MIN(info->ram[i].end, (paddr_t)DIRECT_MAP_SIZE));
	for (size_t i = 0; i < info->reserved_count; i++) /* initrd, low megabyte */
		top = MAX(top,
			MIN(ALIGN_UP(info->reserved[i].end, PAGE_SIZE), (paddr_t)DIRECT_MAP_SIZE));
	map_direct(0, top, virt_to_phys(__text_start), virt_to_phys(__rodata_end));
	if (KERNEL_BASE != DIRECT_MAP_BASE) {
		map_section(__rodata_start, __rodata_end, PROT_READ);
		map_section(__data_start, __data_end, PROT_READ | PROT_WRITE);
	}
	/* Over the direct map where that is the kernel's own address too. */
	map_section(__text_start, __text_end, PROT_READ | PROT_EXEC);
	for (uintptr_t guard = (uintptr_t)boot_stack_bottom - KSTACK_SIZE;
		guard < (uintptr_t)boot_stack_bottom; guard += PAGE_SIZE)
		*walk(&arch_kernel_aspace, guard, 1, false, NULL) = 0;
	/* A table for each top-level entry of the windows: no address space ever lacks one. */
	walk(&arch_kernel_aspace, VMAP_BASE, MMU_LEVELS - 1, true, NULL);
	walk(&arch_kernel_aspace, DEVICE_BASE, MMU_LEVELS - 1, true, NULL);
	cr3_write(arch_kernel_aspace.root);
	cr4_write(cr4_read() | CR4_PGE);
}

int arch_aspace_init(struct arch_aspace *as)
{
	const uint64_t *kernel = phys_to_virt(arch_kernel_aspace.root);
	uint64_t *own;

	as->root = mmu_table_alloc();
	if (!as->root)
		return -ENOMEM;
	own = phys_to_virt(as->root);
	for (unsigned i = MMU_USER_ENTRIES; i < MMU_TOP_ENTRIES; i++)
		own[i] = kernel[i];
	if (mmu_prepare_user_half(as) == 0)
		return 0;
	arch_aspace_destroy(as);
	return -ENOMEM;
}

static void free_tables(uint64_t *table, unsigned level, unsigned entries)
{
	uint64_t *end = table + entries, *entry;

	for (entry = pte_next_present(table, end); entry < end;
		entry = pte_next_present(entry + 1, end)) {
		if (level > 2)
			free_tables(table_of(*entry), level - 1, 512);
		mmu_table_free(*entry & PTE_ADDRESS);
	}
}

void arch_aspace_destroy(struct arch_aspace *as)
{
	free_tables(phys_to_virt(as->root), MMU_LEVELS, MMU_USER_ENTRIES);
	mmu_table_free(as->root);
}

int arch_map(struct arch_aspace *as, uintptr_t va, paddr_t pa, size_t pages, unsigned prot)
{
	for (size_t i = 0; i < pages; i++) {
		pte_t *entry = walk(as, va + i * PAGE_SIZE, 1, true, NULL);

		if (!entry) {
			arch_unmap(as, va, i);
			return -ENOMEM;
		}
		ASSERT(!pte_is_present(*entry));
		pte_set(entry, pte_make(pa + i * PAGE_SIZE, prot));
	}
	return 0;
}

void arch_unmap(struct arch_aspace *as, uintptr_t va, size_t pages)
{
	for (size_t i = 0; i < pages; i++, va += PAGE_SIZE) {
		pte_t *entry = walk(as, va, 1, false, NULL);

		if (!entry || !pte_is_present(*entry))
			continue;
		pte_set(entry, 0);
		arch_flush_page(va);
	}
}

bool arch_query(struct arch_aspace *as, uintptr_t va, paddr_t *pa, unsigned *prot)
{
	uint64_t *large = NULL;
	pte_t *entry = walk(as, va, 1, false, &large);
	size_t size = large ? LARGE_SIZE : PAGE_SIZE;

	entry = large ? large : entry;
	if (!entry || !pte_is_present(*entry))
		return false;
	*pa = (pte_phys(*entry) & ~(paddr_t)(size - 1)) | (va & (size - 1));
	*prot = pte_prot(*entry);
	return true;
}

pte_t *arch_leaf(const struct arch_aspace *as, uintptr_t va, uintptr_t *next)
{
	uint64_t *table = phys_to_virt(as->root);

	for (unsigned level = MMU_LEVELS; level > 1; level--) {
		uint64_t entry = table[index_at(va, level)];

		if (!(entry & PTE_PRESENT)) {
			size_t reach = PAGE_SIZE << 9 * (level - 1);

			*next = (va | (reach - 1)) + 1;
			return NULL;
		}
		table = table_of(entry);
	}
	return &table[index_at(va, 1)];
}

pte_t *arch_leaf_make(struct arch_aspace *as, uintptr_t va)
{
	return walk(as, va, 1, true, NULL);
}

paddr_t arch_leaf_detach(struct arch_aspace *as, uintptr_t va)
{
	uint64_t *entry = walk(as, va, 2, false, NULL);
	paddr_t table;

	if (!entry || !(*entry & PTE_PRESENT))
		return 0;
	table = pte_phys(*entry);
	pte_set(entry, 0);
	arch_flush_page(va); /* and all that is cached of tables (SDM 3A, 4.10.4.1) */
	return table;
}

void arch_tables_free(struct arch_aspace *as, unsigned level, uintptr_t start, uintptr_t end)
{
	size_t reach = PAGE_SIZE << 9 * level;

	for (uintptr_t va = ALIGN_DOWN(start, reach); va < end; va += reach) {
		uint64_t *entry = walk(as, va, level + 1, false, NULL);

		if (entry && *entry & PTE_PRESENT) {
			mmu_table_recycle(pte_phys(*entry));
			*entry = 0;
		}
		if (va + reach < va)
			break;
	}
}

void arch_aspace_load(struct arch_aspace *as)
{
	cr3_write((unsigned long)as->root);
}

uintptr_t arch_io_map(paddr_t base, size_t size)
{
	static uintptr_t next = DEVICE_BASE;
	paddr_t first = ALIGN_DOWN(base, PAGE_SIZE);
	size_t pages = (size_t)((ALIGN_UP(base + size, PAGE_SIZE) - first) >> PAGE_SHIFT);
	uintptr_t va = next;

	if (pages > (DEVICE_END - next) / PAGE_SIZE ||
		arch_map(&arch_kernel_aspace, va, first, pages,
			PROT_READ | PROT_WRITE | PROT_DEVICE))
		return 0;
	next += pages * PAGE_SIZE;
	return va + (uintptr_t)(base - first);
}
