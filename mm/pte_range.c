/* SPDX-License-Identifier: MIT */
/*
 * Page-table entries by range, one table of the last level at a time.
 */
#include <arch/pte.h>
#include <mm/page.h>
#include <mm/pagetable.h>
#include <mm/pte_range.h>
#include <mm/restore.h>
#include <uapi/errno.h>

#define BATCH 64 /* pages unmapped before the other CPUs' TLBs are flushed */

/* Pages and a table that have been unmapped and wait until no CPU can reach them. */
struct batch {
	struct aspace *as;
	uintptr_t first; /* the range that they were mapped in starts here */
	unsigned count;
	paddr_t table; /* an empty one, or 0 */
	paddr_t pages[BATCH];
};

static uintptr_t leaf_end(uintptr_t va, uintptr_t end)
{
	uintptr_t next = ALIGN_DOWN(va, LEAF_SIZE) + LEAF_SIZE;

	return next > va && next < end ? next : end;
}

/* The entries [result, *last) of the first part of [*va, end) that has a table. The part starts at
 * *va, which is moved up to it, and ends at *stop. NULL: no part has one. */
static pte_t *next_leaf(const struct aspace *as, uintptr_t *va, uintptr_t end, uintptr_t *stop,
	pte_t **last)
{
	while (*va < end) {
		uintptr_t next;
		pte_t *entry = pagetable_leaf(&as->arch, *va, &next);

		if (entry) {
			*stop = leaf_end(*va, end);
			*last = entry + ((*stop - *va) >> PAGE_SHIFT);
			return entry;
		}
		if (next <= *va)
			break;
		*va = next;
	}
	return NULL;
}

/* The address that `entry` maps; its table maps `va` too. */
static inline uintptr_t address_of(const pte_t *entry, uintptr_t va)
{
	return ALIGN_DOWN(va, LEAF_SIZE) |
	       ((uintptr_t)entry & (PAGE_SIZE - 1)) / sizeof(*entry) * PAGE_SIZE;
}

/* Every present entry of [first, end). */
#define for_each_present(entry, first, end)                       \
	for (entry = pte_next_present(first, end); entry < (end); \
		entry = pte_next_present(entry + 1, end))

static void batch_finish(struct batch *batch, uintptr_t to)
{
	if ((batch->count || batch->table) && batch->as->threads > 1)
		arch_tlb_shootdown(batch->first, (to - batch->first) >> PAGE_SHIFT);
	for (unsigned i = 0; i < batch->count; i++)
		page_put(phys_to_page(batch->pages[i]));
	if (batch->table)
		mmu_table_recycle(batch->table);
	batch->as->resident -= batch->count;
	batch->count = 0;
	batch->table = 0;
	batch->first = to;
}

void pte_range_release(struct aspace *as, uintptr_t start, uintptr_t end)
{
	struct batch batch;                /* no initialiser: `pages` is filled as it is counted */
	bool dying = !READ_ONCE(as->refs); /* no CPU has it loaded, and none will */
	uintptr_t va = start, stop;
	pte_t *first, *entry, *last;

	aspace_assert_locked(as);
	batch.as = as;
	batch.first = start;
	batch.count = 0;
	batch.table = 0;
	for (; (first = next_leaf(as, &va, end, &stop, &last)); va = stop) {
		for_each_present(entry, first, last)
		{
			uintptr_t at = address_of(entry, va);

			batch.pages[batch.count++] = pte_phys(*entry);
			pte_set(entry, 0);
			if (!dying)
				arch_flush_page(at);
			aspace_touch(as, at);
			if (batch.count == BATCH)
				batch_finish(&batch, at + PAGE_SIZE);
		}
		/* Otherwise the empty table would be searched again and again. */
		if (stop - va == LEAF_SIZE) {
			batch.table = pagetable_leaf_detach(&as->arch, va);
			batch_finish(&batch, stop);
		}
	}
	batch_finish(&batch, MIN(va, end));
}

void pte_range_restrict(struct aspace *as, const struct vm_area *area)
{
	unsigned allowed = area->prot ? area->prot | PROT_READ | PROT_USER : 0; /* 0: no access */
	uintptr_t va = area->start, stop;
	pte_t *first, *entry, *last;

	aspace_assert_locked(as);
	for (; (first = next_leaf(as, &va, area->end, &stop, &last)); va = stop) {
		for_each_present(entry, first, last)
		{
			uintptr_t at = address_of(entry, va);

			pte_set(entry, pte_make(pte_phys(*entry), pte_prot(*entry) & allowed));
			arch_flush_page(at);
			aspace_touch(as, at);
		}
	}
}

int pte_range_share(struct aspace *from, struct aspace *to, const struct vm_area *area)
{
	bool private = !(area->flags & AREA_SHARED);
	uintptr_t va = area->start, stop;
	pte_t *first, *entry, *last;

	aspace_assert_locked(from);
	aspace_assert_locked(to);
	for (; (first = next_leaf(from, &va, area->end, &stop, &last)); va = stop) {
		pte_t *copy = NULL;

		for_each_present(entry, first, last)
		{
			pte_t pte = *entry;

			if (!copy) {
				copy = pagetable_leaf_make(&to->arch, va);
				if (!copy)
					return -ENOMEM;
			}
			if (private && pte_is_writable(pte)) {
				pte = pte_read_only(pte);
				pte_set(entry, pte);
			}
			page_get(phys_to_page(pte_phys(pte)));
			copy[entry - first] = pte;
			to->resident++;
		}
	}
	return 0;
}

int pte_range_copy(struct aspace *as, uintptr_t from, uintptr_t to, size_t length)
{
	uintptr_t va = from, end = from + length, stop;
	pte_t *first, *entry, *last;

	aspace_assert_locked(as);
	for (; (first = next_leaf(as, &va, end, &stop, &last)); va = stop) {
		for_each_present(entry, first, last)
		{
			uintptr_t at = to + (address_of(entry, va) - from);
			pte_t *copy = pagetable_leaf_make(&as->arch, at);

			if (!copy)
				return -ENOMEM;
			page_get(phys_to_page(pte_phys(*entry)));
			pte_set(copy, *entry);
			arch_flush_page(at);
			aspace_touch(as, at);
			as->resident++;
		}
	}
	return 0;
}

size_t pte_range_count(const struct aspace *as, uintptr_t start, uintptr_t end)
{
	uintptr_t va = start, stop;
	pte_t *first, *entry, *last;
	size_t count = 0;

	aspace_assert_locked(as);
	for (; (first = next_leaf(as, &va, end, &stop, &last)); va = stop)
		for_each_present(entry, first, last) count++;
	return count;
}
