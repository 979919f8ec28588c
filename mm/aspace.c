/* SPDX-License-Identifier: MIT */
/*
 * User address spaces.
 */
#include <lib/string.h>
#include <mm/aspace.h>
#include <mm/page.h>
#include <mm/slab.h>
#include <uapi/errno.h>

struct aspace *aspace_create(void)
{
	struct aspace *as = kzalloc(sizeof(*as));

	if (!as)
		return NULL;
	list_init(&as->areas);
	if (arch_aspace_init(&as->arch)) {
		kfree(as);
		return NULL;
	}
	return as;
}

/* Unmap the pages of [start, end) and give up their frames. */
static void release_range(struct aspace *as, uintptr_t start, uintptr_t end)
{
	for (uintptr_t va = start; va < end; va += PAGE_SIZE) {
		unsigned prot;
		paddr_t pa;

		if (!arch_query(&as->arch, va, &pa, &prot))
			continue;
		arch_unmap(&as->arch, va, 1);
		page_put(phys_to_page(pa));
	}
}

void aspace_destroy(struct aspace *as)
{
	struct list *link;

	while ((link = list_pop_front(&as->areas))) {
		struct vm_area *area = list_entry(link, struct vm_area, link);

		release_range(as, area->start, area->end);
		kfree(area);
	}
	arch_aspace_destroy(&as->arch);
	kfree(as);
}

/* The area before which [start, end) belongs; false when it overlaps one. */
static bool find_place(struct aspace *as, uintptr_t start, uintptr_t end, struct list **before)
{
	struct vm_area *area;

	list_for_each_entry(area, &as->areas, link) {
		if (area->start >= end) {
			*before = &area->link;
			return true;
		}
		if (area->end > start)
			return false;
	}
	*before = &as->areas;
	return true;
}

static int populate(struct aspace *as, uintptr_t start, uintptr_t end, unsigned prot)
{
	for (uintptr_t va = start; va < end; va += PAGE_SIZE) {
		struct page *page = page_alloc_zeroed(0);

		if (!page)
			return -ENOMEM;
		if (arch_map(&as->arch, va, page_to_phys(page), 1, prot)) {
			page_put(page);
			return -ENOMEM;
		}
	}
	return 0;
}

int aspace_map_anon(struct aspace *as, uintptr_t start, size_t length, unsigned prot)
{
	uintptr_t end = start + length;
	struct vm_area *area;
	struct list *before;
	int error;

	if ((start | length) & (PAGE_SIZE - 1) || length == 0 || start < USER_MIN ||
		start > USER_MAX || length > USER_MAX - start ||
		!find_place(as, start, end, &before))
		return -EINVAL;
	area = kzalloc(sizeof(*area));
	if (!area)
		return -ENOMEM;
	error = populate(as, start, end, prot);
	if (error) {
		release_range(as, start, end);
		kfree(area);
		return error;
	}
	area->start = start;
	area->end = end;
	area->prot = prot;
	list_push_back(before, &area->link);
	return 0;
}

int aspace_write(struct aspace *as, uintptr_t dst, const void *src, size_t length)
{
	while (length) {
		size_t offset = dst & (PAGE_SIZE - 1);
		size_t n = MIN(length, (size_t)(PAGE_SIZE - offset));
		unsigned prot;
		paddr_t pa;

		if (!arch_query(&as->arch, dst, &pa, &prot))
			return -EFAULT;
		memcpy((char *)phys_to_virt(ALIGN_DOWN(pa, PAGE_SIZE)) + offset, src, n);
		dst += n;
		src = (const char *)src + n;
		length -= n;
	}
	return 0;
}
