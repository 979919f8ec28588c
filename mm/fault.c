/* SPDX-License-Identifier: MIT */
/*
 * Page faults in user memory. Pages are faulted in on first access, and a private page that others
 * can see is copied on the first write (copy-on-write). Only this file decides what an entry
 * allows: never more than the area, never writing and executing at once. An area that asks for both
 * gets one or the other, page by page, depending on the last access.
 */
#include <arch/pte.h>
#include <lib/string.h>
#include <mm/area.h>
#include <mm/page.h>
#include <mm/pagetable.h>
#include <mm/restore.h>
#include <mm/vm_object.h>
#include <uapi/errno.h>

#define STACK_MAX   (8ul << 20) /* like the default of RLIMIT_STACK */
#define STACK_GUARD (256 * PAGE_SIZE)

/* What the entry of a page in `area` may allow after a fault for `access`. */
static unsigned hardware_prot(const struct vm_area *area, enum vm_access access)
{
	unsigned prot = PROT_READ | PROT_USER;

	if (!area->prot)
		return 0;
	if (access == VM_WRITE)
		return prot | (area->prot & PROT_WRITE);
	return prot | (area->prot & PROT_EXEC);
}

static void put_in_place(struct aspace *as, uintptr_t va, pte_t *entry, const struct page *page,
	unsigned prot)
{
	pte_set(entry, pte_make(page_to_phys(page), prot));
	arch_flush_page(va); /* some CPUs cache that there was no page */
	as->resident++;
}

/* A new page with the contents of `from`; NULL when out of memory. */
static struct page *copy_of(const struct page *from)
{
	struct page *page = page_alloc(0);

	if (page)
		arch_page_copy(page_address(page), page_address(from));
	return page;
}

static void flush_everywhere(struct aspace *as, uintptr_t va)
{
	arch_flush_page(va);
	if (as->threads > 1)
		arch_tlb_shootdown(va, 1);
}

/* The page is mapped, but not for `access`. */
static int change_present(struct aspace *as, struct vm_area *area, uintptr_t va, pte_t *entry,
	enum vm_access access)
{
	struct page *old = phys_to_page(pte_phys(*entry)), *page;

	if (access == VM_WRITE)
		area->flags |= AREA_OWN;
	if (access == VM_WRITE && area->flags & AREA_SHARED && area->object &&
		area->object->ops->written)
		area->object->ops->written(area->object,
			area->first_page + ((va - area->start) >> PAGE_SHIFT));
	if (access != VM_WRITE || area->flags & AREA_SHARED || READ_ONCE(old->refs) == 1) {
		pte_set(entry, pte_make(pte_phys(*entry), hardware_prot(area, access)));
		flush_everywhere(as, va);
		return 0;
	}
	page = copy_of(old);
	if (!page)
		return -ENOMEM;
	if (as->threads > 1) { /* no CPU may read the old page once another writes to the new one */
		pte_set(entry, 0);
		flush_everywhere(as, va);
	}
	pte_set(entry, pte_make(page_to_phys(page), hardware_prot(area, access)));
	arch_flush_page(va);
	page_put(old);
	return 0;
}

/* Besides a page of a file that is read, map the pages around it that are in memory: programs are
 * read in larger pieces than a page. `entry` is the entry of `va`. */
static void map_around(struct aspace *as, const struct vm_area *area, uintptr_t va, pte_t *entry)
{
	const uintptr_t reach = VM_AROUND * PAGE_SIZE;
	uint64_t index = area->first_page + ((va - area->start) >> PAGE_SHIFT);
	uintptr_t before = MIN((uintptr_t)(index % VM_AROUND) << PAGE_SHIFT, va - area->start);
	uintptr_t start = MAX(va - before, (uintptr_t)ALIGN_DOWN(va, LEAF_SIZE));
	uintptr_t end = MIN(va - ((uintptr_t)(index % VM_AROUND) << PAGE_SHIFT) + reach, area->end);
	unsigned prot = hardware_prot(area, VM_READ), count;
	struct page *pages[VM_AROUND];

	end = MIN(end, (uintptr_t)(ALIGN_DOWN(va, LEAF_SIZE) + LEAF_SIZE));
	count = (unsigned)((end - start) >> PAGE_SHIFT);
	entry -= (va - start) >> PAGE_SHIFT;
	area->object->ops->present(area->object, index - ((va - start) >> PAGE_SHIFT), count,
		pages);
	for (unsigned i = 0; i < count; i++) {
		if (!pages[i])
			continue;
		if (pte_is_present(entry[i])) {
			page_put(pages[i]);
			continue;
		}
		pte_set(&entry[i], pte_make(page_to_phys(pages[i]), prot));
		aspace_touch(as, start + i * PAGE_SIZE);
		as->resident++;
	}
}

/* No page is mapped yet: fault it in. */
static int fault_in(struct aspace *as, struct vm_area *area, uintptr_t va, pte_t *entry,
	enum vm_access access)
{
	struct vm_object *object = area->object;
	bool shared = area->flags & AREA_SHARED;
	struct page *page, *own;
	int error = -ENOMEM;

	if (!object) {
		page = page_alloc_zeroed(0);
		if (!page)
			return -ENOMEM;
		/* No one else can see it: map it writable at once, so that a write needs no second
		 * fault. */
		if (area->prot & PROT_WRITE && access == VM_READ)
			access = VM_WRITE;
		put_in_place(as, va, entry, page, hardware_prot(area, access));
		return 0;
	}
	page = object->ops->page(object, area->first_page + ((va - area->start) >> PAGE_SHIFT),
		shared && access == VM_WRITE, &error);
	if (!page)
		return error;
	if (access == VM_WRITE && !shared) {
		own = copy_of(page);
		page_put(page);
		if (!own)
			return -ENOMEM;
		area->flags |= AREA_OWN;
		page = own;
	}
	put_in_place(as, va, entry, page, hardware_prot(area, access));
	if (access != VM_WRITE && object->ops->present)
		map_around(as, area, va, entry);
	return 0;
}

/* The entry of the page at `va`, which allows `access` afterwards. NULL on failure, with *error
 * set. */
static pte_t *make_present(struct aspace *as, struct vm_area *area, uintptr_t va,
	enum vm_access access, int *error)
{
	pte_t *entry = pagetable_leaf_make(&as->arch, va);

	aspace_touch(as, va);
	*error = !entry                   ? -ENOMEM
		 : pte_is_present(*entry) ? change_present(as, area, va, entry, access)
					  : fault_in(as, area, va, entry, access);
	return *error ? NULL : entry;
}

/* If there is a stack area above `addr` that may grow, extend it down to `addr`. NULL: there is
 * none. */
static struct vm_area *grow_stack(struct aspace *as, uintptr_t addr)
{
	struct vm_area *area = area_at_or_above(as, addr), *below;
	uintptr_t start = ALIGN_DOWN(addr, PAGE_SIZE);

	if (!area || !(area->flags & AREA_STACK) || area->end - start > STACK_MAX)
		return NULL;
	below = start > STACK_GUARD ? area_at_or_above(as, start - STACK_GUARD) : NULL;
	if (below != area)
		return NULL;
	aspace_reshape(as);
	as->pages += (area->start - start) >> PAGE_SHIFT;
	area->start = start;
	return area;
}

static bool allows(const struct vm_area *area, enum vm_access access)
{
	return access == VM_READ ? area->prot != 0 : (area->prot & access) != 0;
}

int aspace_fault(struct aspace *as, uintptr_t addr, enum vm_access access)
{
	struct vm_area *area;
	int result = -EFAULT;

	if (addr < USER_MIN || addr >= USER_MAX)
		return -EFAULT;
	mutex_lock(&as->lock);
	area = as->reaped ? NULL : area_find(as, addr);
	if (!area && !as->reaped)
		area = grow_stack(as, addr);
	if (area && !allows(area, access))
		result = -EACCES;
	else if (area)
		make_present(as, area, ALIGN_DOWN(addr, PAGE_SIZE), access, &result);
	mutex_unlock(&as->lock);
	return result;
}

/* The page at `va`, made the process's own to write to. NULL with *error set. Lock: as->lock. */
static struct page *own_page_locked(struct aspace *as, uintptr_t va, int *error)
{
	struct vm_area *area = area_find(as, va);
	pte_t *entry = NULL;

	aspace_assert_locked(as);
	/* A shared page is seen by others too, and may belong to a file that is only readable. */
	*error = -EFAULT;
	if (area && !(area->flags & AREA_SHARED && !(area->prot & PROT_WRITE)))
		entry = make_present(as, area, ALIGN_DOWN(va, PAGE_SIZE), VM_WRITE, error);
	return entry ? phys_to_page(pte_phys(*entry)) : NULL;
}

int aspace_read(struct aspace *as, uintptr_t src, void *dst, size_t length)
{
	int error = 0;

	mutex_lock(&as->lock);
	while (length) {
		struct vm_area *area = area_find(as, src);
		size_t offset = src & (PAGE_SIZE - 1);
		size_t n = MIN(length, (size_t)(PAGE_SIZE - offset));
		pte_t *entry = NULL;

		error = -EFAULT;
		if (area)
			entry = make_present(as, area, src - offset, VM_READ, &error);
		if (!entry)
			break;
		memcpy(dst, (char *)page_address(phys_to_page(pte_phys(*entry))) + offset, n);
		src += n;
		dst = (char *)dst + n;
		length -= n;
	}
	mutex_unlock(&as->lock);
	return error;
}

int aspace_write(struct aspace *as, uintptr_t dst, const void *src, size_t length)
{
	int error = 0;

	mutex_lock(&as->lock);
	while (length) {
		size_t offset = dst & (PAGE_SIZE - 1);
		size_t n = MIN(length, (size_t)(PAGE_SIZE - offset));
		struct page *page = own_page_locked(as, dst, &error);

		if (!page)
			break;
		memcpy((char *)page_address(page) + offset, src, n);
		dst += n;
		src = (const char *)src + n;
		length -= n;
	}
	mutex_unlock(&as->lock);
	return error;
}
