/* SPDX-License-Identifier: MIT */
/*
 * See restore.h. First the logged entries are made as they were, then the areas.
 */
#include <arch/pte.h>
#include <mm/area.h>
#include <mm/page.h>
#include <mm/pagetable.h>
#include <mm/restore.h>
#include <uapi/errno.h>

#define LOG_ORDER 2
#define LOG_MAX   ((((size_t)PAGE_SIZE << LOG_ORDER) - sizeof(struct touched)) / sizeof(uintptr_t))

int aspace_track(struct aspace *copy)
{
	struct page *page = page_alloc(LOG_ORDER);

	aspace_assert_locked(copy);
	if (!page)
		return -ENOMEM;
	copy->touched = page_address(page);
	*copy->touched = (struct touched){0};
	return 0;
}

void aspace_untrack(struct aspace *as)
{
	if (as->touched)
		page_put(page_of(as->touched));
	as->touched = NULL;
}

void aspace_log(struct aspace *as, uintptr_t va)
{
	struct touched *touched = as->touched;

	aspace_assert_locked(as);
	if (touched->count < LOG_MAX)
		touched->pages[touched->count++] = va;
	else
		touched->full = true;
}

static pte_t present_pte(const struct aspace *as, uintptr_t va, pte_t **entry)
{
	uintptr_t next;

	*entry = pagetable_leaf(&as->arch, va, &next);
	return *entry && pte_is_present(**entry) ? **entry : 0;
}

/* Unmap the page at `entry`. No CPU can reach it. */
static void drop(struct aspace *as, pte_t *entry)
{
	struct page *page = phys_to_page(pte_phys(*entry));

	pte_set(entry, 0);
	as->resident--;
	page_put(page);
}

/* Map the page of `wanted` at `va` as a fork does. 0 or -ENOMEM. */
static int share(struct aspace *copy, uintptr_t va, pte_t wanted)
{
	pte_t *entry = pagetable_leaf_make(&copy->arch, va);

	if (!entry)
		return -ENOMEM;
	page_get(phys_to_page(pte_phys(wanted)));
	pte_set(entry, pte_is_writable(wanted) ? pte_read_only(wanted) : wanted);
	copy->resident++;
	return 0;
}

/* Restore the page at `va`. 1: it is still the copy's own. 0 or -ENOMEM. */
static int restore_page(struct aspace *copy, struct aspace *from, uintptr_t va)
{
	const struct vm_area *area = area_find(from, va);
	pte_t *entry, *original, wanted = present_pte(from, va, &original);
	pte_t now = present_pte(copy, va, &entry);
	struct page *own = now ? phys_to_page(pte_phys(now)) : NULL;

	if (now && wanted && pte_phys(now) != pte_phys(wanted) && area && area->prot & PROT_WRITE &&
		!(area->flags & AREA_SHARED) && own->refs == 1) {
		arch_page_copy(page_address(own), page_address(phys_to_page(pte_phys(wanted))));
		pte_set(entry, pte_make(pte_phys(now), PROT_READ | PROT_WRITE | PROT_USER));
		return 1;
	}
	if (now)
		drop(copy, entry);
	return wanted ? share(copy, va, wanted) : 0;
}

static int restore_pages(struct aspace *copy, struct aspace *from)
{
	struct touched *touched = copy->touched;
	uint32_t kept = 0;

	for (uint32_t i = 0; i < touched->count; i++) {
		int own = restore_page(copy, from, touched->pages[i]);

		if (own < 0)
			return own;
		if (own)
			touched->pages[kept++] = touched->pages[i];
	}
	touched->count = kept;
	return 0;
}

static bool same(const struct vm_area *a, const struct vm_area *b)
{
	return a->start == b->start && a->end == b->end && a->prot == b->prot &&
	       !((a->flags ^ b->flags) & ~(unsigned)AREA_OWN) && a->object == b->object &&
	       (!a->object || a->first_page == b->first_page);
}

static int restore_areas(struct aspace *copy, struct aspace *from)
{
	struct vm_area *area, *next, *other = area_at_or_above(from, 0);

	for (area = area_at_or_above(copy, 0); area; area = next) {
		next = area_next(area);
		while (other && other->start < area->start)
			other = area_next(other);
		if (!other || !same(area, other))
			area_free(copy, area);
	}
	for (other = area_at_or_above(from, 0); other; other = area_next(other)) {
		area = area_find(copy, other->start);
		if (!area && !area_add(copy, other, other->start, other->end))
			return -ENOMEM;
	}
	copy->touched->areas = false;
	return 0;
}

int aspace_restore(struct aspace *copy, struct aspace *from)
{
	int error;

	DEBUG_ASSERT(may_sleep());
	if (copy->touched->full || copy->reaped || copy->threads)
		return -EAGAIN;
	mutex_lock(&from->lock);
	aspace_copy_places(copy, from);
	error = restore_pages(copy, from);
	if (!error && copy->touched->areas)
		error = restore_areas(copy, from);
	mutex_unlock(&from->lock);
	return error;
}
