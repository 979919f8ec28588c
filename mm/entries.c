/* SPDX-License-Identifier: MIT */
/*
 * Page-table entries by range, one table of the last level at a time.
 */
#include <arch/pte.h>
#include <mm/entries.h>
#include <mm/page.h>
#include <uapi/errno.h>

#define BATCH 64 /* pages unmapped before the other CPUs are told */

/* What has left the page tables and waits until no CPU can reach it. */
struct batch {
	struct aspace *as;
	uintptr_t first; /* the range that it came from */
	unsigned count;
	paddr_t table; /* an empty one, or 0 */
	paddr_t pages[BATCH];
};

static uintptr_t leaf_end(uintptr_t va, uintptr_t end)
{
	uintptr_t next = ALIGN_DOWN(va, LEAF_SIZE) + LEAF_SIZE;

	return next > va && next < end ? next : end;
}

/* The entries for the first part of [*va, end) that has a table: *va and *stop are where it begins
 * and ends. NULL: there is none. */
static pte_t *next_leaf(const struct aspace *as, uintptr_t *va, uintptr_t end, uintptr_t *stop)
{
	while (*va < end) {
		uintptr_t next;
		pte_t *entry = arch_leaf(&as->arch, *va, &next);

		if (entry) {
			*stop = leaf_end(*va, end);
			return entry;
		}
		if (next <= *va)
			break;
		*va = next;
	}
	return NULL;
}

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

void entries_release(struct aspace *as, uintptr_t start, uintptr_t end)
{
	struct batch batch = {.as = as, .first = start};
	uintptr_t va = start, stop;
	pte_t *entry;

	while ((entry = next_leaf(as, &va, end, &stop))) {
		bool whole = stop - va == LEAF_SIZE;
		uintptr_t from = va;

		for (; va < stop; va += PAGE_SIZE, entry++) {
			if (likely(!pte_is_present(*entry)))
				continue;
			batch.pages[batch.count++] = pte_phys(*entry);
			pte_set(entry, 0);
			arch_flush_page(va);
			if (batch.count == BATCH)
				batch_finish(&batch, va + PAGE_SIZE);
		}
		/* An empty table would be looked through again and again. */
		if (whole) {
			batch.table = arch_leaf_detach(&as->arch, from);
			batch_finish(&batch, va);
		}
	}
	batch_finish(&batch, va);
}

void entries_restrict(struct aspace *as, const struct vm_area *area)
{
	unsigned allowed = area->prot ? area->prot | PROT_READ | PROT_USER : 0; /* 0 stays 0 */
	uintptr_t va = area->start, stop;
	pte_t *entry;

	while ((entry = next_leaf(as, &va, area->end, &stop))) {
		for (; va < stop; va += PAGE_SIZE, entry++) {
			if (!pte_is_present(*entry))
				continue;
			pte_set(entry, pte_make(pte_phys(*entry), pte_prot(*entry) & allowed));
			arch_flush_page(va);
		}
	}
}

int entries_share(struct aspace *from, struct aspace *to, const struct vm_area *area)
{
	bool private = !(area->flags & AREA_SHARED);
	uintptr_t va = area->start, stop;
	pte_t *entry;

	while ((entry = next_leaf(from, &va, area->end, &stop))) {
		pte_t *copy = NULL;

		for (; va < stop; va += PAGE_SIZE, entry++) {
			pte_t pte = *entry;

			if (!pte_is_present(pte))
				continue;
			if (!copy) {
				copy = arch_leaf_make(&to->arch, va);
				if (!copy)
					return -ENOMEM;
				copy -= va >> PAGE_SHIFT & (PTES_PER_TABLE - 1);
			}
			if (private && pte_is_writable(pte)) {
				pte = pte_read_only(pte);
				pte_set(entry, pte);
			}
			page_get(phys_to_page(pte_phys(pte)));
			copy[va >> PAGE_SHIFT & (PTES_PER_TABLE - 1)] = pte;
			to->resident++;
		}
	}
	return 0;
}

int entries_copy(struct aspace *as, uintptr_t from, uintptr_t to, size_t length)
{
	uintptr_t va = from, end = from + length, stop;
	pte_t *entry;

	while ((entry = next_leaf(as, &va, end, &stop))) {
		for (; va < stop; va += PAGE_SIZE, entry++) {
			pte_t *copy;

			if (!pte_is_present(*entry))
				continue;
			copy = arch_leaf_make(&as->arch, to + (va - from));
			if (!copy)
				return -ENOMEM;
			page_get(phys_to_page(pte_phys(*entry)));
			pte_set(copy, *entry);
			arch_flush_page(to + (va - from));
			as->resident++;
		}
	}
	return 0;
}

size_t entries_count(const struct aspace *as, uintptr_t start, uintptr_t end)
{
	uintptr_t va = start, stop;
	size_t count = 0;
	pte_t *entry;

	while ((entry = next_leaf(as, &va, end, &stop)))
		for (; va < stop; va += PAGE_SIZE, entry++)
			count += pte_is_present(*entry);
	return count;
}
