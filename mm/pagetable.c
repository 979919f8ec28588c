/* SPDX-License-Identifier: MIT */
/*
 * Page tables as trees: walking, filling and freeing them. The architecture defines the format of
 * an entry.
 */
#include <arch/boot.h>
#include <arch/io.h>
#include <arch/thread.h>
#include <lib/assert.h>
#include <mm/pagetable.h>
#include <uapi/errno.h>

#define LARGE_SIZE (2ul << 20)

extern char __kernel_end[], __text_start[], __rodata_end[];

struct arch_aspace arch_kernel_aspace;

static inline unsigned index_at(uintptr_t va, unsigned level)
{
	return va >> (PAGE_SHIFT + 9 * (level - 1)) &
	       (level == MMU_LEVELS ? MMU_TOP_ENTRIES - 1 : PTES_PER_TABLE - 1);
}

static inline pte_t *table_of(pte_t entry)
{
	return phys_to_virt(pte_phys(entry));
}

/* The entry for `va` at `level`; creates missing tables above it if `make`. NULL: there is none,
 * out of memory, or a large page lies above (then *large is its entry). */
static pte_t *walk(const struct arch_aspace *as, uintptr_t va, unsigned level, bool make,
	pte_t **large)
{
	pte_t *table = phys_to_virt(as->root);

	for (unsigned at = MMU_LEVELS;; at--) {
		pte_t *entry = &table[index_at(va, at)];

		if (at == level)
			return entry;
		if (pte_is_large(*entry)) {
			if (large)
				*large = entry;
			return NULL;
		}
		if (!pte_is_present(*entry)) {
			paddr_t made = make ? mmu_table_alloc() : 0;

			if (!made)
				return NULL;
			*entry = pte_of_table(made, at);
		}
		table = table_of(*entry);
	}
}

void pagetable_boot_begin(void)
{
	arch_kernel_aspace.root = mmu_table_alloc();
}

/* Small pages up to the end of the image, since its sections are remapped and its stack guard is
 * unmapped page by page. */
void pagetable_boot_map(uintptr_t va, paddr_t pa, uint64_t size, unsigned prot)
{
	while (size) {
		bool large = !((va | pa) & (LARGE_SIZE - 1)) && size >= LARGE_SIZE &&
			     pa >= virt_to_phys(__kernel_end);
		uint64_t step = large ? LARGE_SIZE : PAGE_SIZE;
		pte_t *entry = walk(&arch_kernel_aspace, va, large ? 2 : 1, true, NULL);

		*entry = large ? pte_make_large(pa, prot) : pte_make(pa, prot);
		va += step;
		pa += step;
		size -= step;
	}
}

void pagetable_boot_section(const char *start, const char *end, unsigned prot)
{
	pagetable_boot_map((uintptr_t)start, virt_to_phys(start), (uint64_t)(end - start), prot);
}

void pagetable_boot_direct(paddr_t start, paddr_t end)
{
	uintptr_t offset = DIRECT_MAP_BASE;
	paddr_t low = MIN(MAX(virt_to_phys(__text_start), start), end);
	paddr_t high = MIN(MAX(virt_to_phys(__rodata_end), start), end);

	pagetable_boot_map(offset + start, start, low - start, PROT_READ | PROT_WRITE);
	pagetable_boot_map(offset + low, low, high - low, PROT_READ);
	pagetable_boot_map(offset + high, high, end - high, PROT_READ | PROT_WRITE);
}

void pagetable_boot_end(void)
{
	for (uintptr_t guard = (uintptr_t)boot_stack_bottom - KSTACK_SIZE;
		guard < (uintptr_t)boot_stack_bottom; guard += PAGE_SIZE)
		*walk(&arch_kernel_aspace, guard, 1, false, NULL) = 0;
	walk(&arch_kernel_aspace, VMAP_BASE, MMU_LEVELS - 1, true, NULL);
	walk(&arch_kernel_aspace, DEVICE_BASE, MMU_LEVELS - 1, true, NULL);
}

int pagetable_init(struct arch_aspace *as)
{
	const pte_t *kernel = phys_to_virt(arch_kernel_aspace.root);
	pte_t *own;

	as->root = mmu_table_alloc();
	if (!as->root)
		return -ENOMEM;
	own = phys_to_virt(as->root);
	for (unsigned i = MMU_USER_ENTRIES; i < MMU_TOP_ENTRIES; i++)
		own[i] = kernel[i];
	if (mmu_prepare_user_half(as) == 0)
		return 0;
	pagetable_destroy(as);
	return -ENOMEM;
}

static void free_tables(pte_t *table, unsigned level, unsigned entries)
{
	pte_t *end = table + entries, *entry;

	for (entry = pte_next_present(table, end); entry < end;
		entry = pte_next_present(entry + 1, end)) {
		if (level > 2)
			free_tables(table_of(*entry), level - 1, PTES_PER_TABLE);
		mmu_table_free(pte_phys(*entry));
	}
}

void pagetable_destroy(struct arch_aspace *as)
{
	free_tables(phys_to_virt(as->root), MMU_LEVELS, MMU_USER_ENTRIES);
	mmu_table_free(as->root);
}

int pagetable_map(struct arch_aspace *as, uintptr_t va, paddr_t pa, size_t pages, unsigned prot)
{
	for (size_t i = 0; i < pages; i++) {
		pte_t *entry = walk(as, va + i * PAGE_SIZE, 1, true, NULL);

		if (!entry) {
			pagetable_unmap(as, va, i);
			return -ENOMEM;
		}
		ASSERT(!pte_is_present(*entry));
		pte_set(entry, pte_make(pa + i * PAGE_SIZE, prot));
		arch_flush_new(va + i * PAGE_SIZE);
	}
	return 0;
}

void pagetable_unmap(struct arch_aspace *as, uintptr_t va, size_t pages)
{
	for (size_t i = 0; i < pages; i++, va += PAGE_SIZE) {
		pte_t *entry = walk(as, va, 1, false, NULL);

		if (!entry || !pte_is_present(*entry))
			continue;
		pte_set(entry, 0);
		arch_flush_page(va);
	}
}

bool pagetable_query(struct arch_aspace *as, uintptr_t va, paddr_t *pa, unsigned *prot)
{
	pte_t *large = NULL;
	pte_t *entry = walk(as, va, 1, false, &large);
	size_t size = large ? LARGE_SIZE : PAGE_SIZE;

	entry = large ? large : entry;
	if (!entry || !pte_is_present(*entry))
		return false;
	*pa = (pte_phys(*entry) & ~(paddr_t)(size - 1)) | (va & (size - 1));
	*prot = pte_prot(*entry);
	return true;
}

pte_t *pagetable_leaf(const struct arch_aspace *as, uintptr_t va, uintptr_t *next)
{
	pte_t *table = phys_to_virt(as->root);

	for (unsigned level = MMU_LEVELS; level > 1; level--) {
		pte_t entry = table[index_at(va, level)];

		if (!pte_is_present(entry)) {
			size_t reach = PAGE_SIZE << 9 * (level - 1);

			*next = (va | (reach - 1)) + 1;
			return NULL;
		}
		table = table_of(entry);
	}
	return &table[index_at(va, 1)];
}

pte_t *pagetable_leaf_make(struct arch_aspace *as, uintptr_t va)
{
	return walk(as, va, 1, true, NULL);
}

paddr_t pagetable_leaf_detach(struct arch_aspace *as, uintptr_t va)
{
	pte_t *entry = walk(as, va, 2, false, NULL);
	paddr_t table;

	if (!entry || !pte_is_present(*entry))
		return 0;
	table = pte_phys(*entry);
	pte_set(entry, 0);
	arch_flush_table(va);
	return table;
}

void pagetable_free_level(struct arch_aspace *as, unsigned level, uintptr_t start, uintptr_t end)
{
	size_t reach = PAGE_SIZE << 9 * level;

	for (uintptr_t va = ALIGN_DOWN(start, reach); va < end; va += reach) {
		pte_t *entry = walk(as, va, level + 1, false, NULL);

		if (entry && pte_is_present(*entry)) {
			mmu_table_recycle(pte_phys(*entry));
			*entry = 0;
		}
		if (va + reach < va)
			break;
	}
}

uintptr_t io_map(paddr_t base, size_t size)
{
	static uintptr_t next = DEVICE_BASE;
	paddr_t first = ALIGN_DOWN(base, PAGE_SIZE);
	size_t pages = (size_t)((ALIGN_UP(base + size, PAGE_SIZE) - first) >> PAGE_SHIFT);
	uintptr_t va = next;

	if (pages > (DEVICE_END - next) / PAGE_SIZE ||
		pagetable_map(&arch_kernel_aspace, va, first, pages,
			PROT_READ | PROT_WRITE | PROT_DEVICE))
		return 0;
	next += pages * PAGE_SIZE;
	return va + (uintptr_t)(base - first);
}
