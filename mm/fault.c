/* SPDX-License-Identifier: MIT */
/*
 * Page faults of users: pages come when they are touched, and a private page that somebody else can
 * see is copied when it is written (copy-on-write). What the hardware may allow is decided here
 * alone: never more than the area, never writing and executing at once (an area that asks for both
 * gets one or the other, page by page, as it is used).
 */
#include <lib/string.h>
#include <mm/area.h>
#include <mm/page.h>
#include <mm/vm_object.h>
#include <uapi/errno.h>

#define STACK_MAX   (8ul << 20) /* as setrlimit(2)'s default */
#define STACK_GUARD (256 * PAGE_SIZE)

/* What the page table may allow for a page of `area` that is wanted for `access`. */
static unsigned hardware_prot(const struct vm_area *area, enum vm_access access)
{
	unsigned prot = area->prot ? PROT_READ | PROT_USER : PROT_READ;

	if (access == VM_WRITE)
		return prot | (area->prot & PROT_WRITE);
	return prot | (area->prot & PROT_EXEC);
}

static int put_in_place(struct aspace *as, uintptr_t va, struct page *page, unsigned prot)
{
	if (arch_map(&as->arch, va, page_to_phys(page), 1, prot) == 0)
		return 0;
	page_put(page);
	return -ENOMEM;
}

/* A page of its own with the contents of `from`; NULL when out of memory. */
static struct page *copy_of(const struct page *from)
{
	struct page *page = page_alloc(0);

	if (page)
		memcpy(page_address(page), page_address(from), PAGE_SIZE);
	return page;
}

/* The page at `va` is there, but not for `access`. */
static int change_present(struct aspace *as, const struct vm_area *area, uintptr_t va, paddr_t pa,
	enum vm_access access)
{
	struct page *old = phys_to_page(pa), *page;

	if (access != VM_WRITE || area->flags & AREA_SHARED || READ_ONCE(old->refs) == 1) {
		arch_protect(&as->arch, va, 1, hardware_prot(area, access));
		if (as->threads > 1)
			arch_tlb_shootdown(va, 1);
		return 0;
	}
	page = copy_of(old);
	if (!page)
		return -ENOMEM;
	arch_unmap(&as->arch, va, 1);
	if (as->threads > 1)
		arch_tlb_shootdown(va, 1);
	page_put(old);
	return put_in_place(as, va, page, hardware_prot(area, access));
}

/* Nothing is there yet. */
static int bring(struct aspace *as, const struct vm_area *area, uintptr_t va, enum vm_access access)
{
	struct vm_object *object = area->object;
	bool shared = area->flags & AREA_SHARED;
	struct page *page, *own;
	int error = -ENOMEM;

	if (!object) {
		page = page_alloc_zeroed(0);
		/* Nobody else has it: writing need not be asked for twice. */
		if (area->prot & PROT_WRITE && access == VM_READ)
			access = VM_WRITE;
		return page ? put_in_place(as, va, page, hardware_prot(area, access)) : -ENOMEM;
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
		page = own;
	}
	return put_in_place(as, va, page, hardware_prot(area, access));
}

static int make_present(struct aspace *as, const struct vm_area *area, uintptr_t va,
	enum vm_access access)
{
	unsigned prot;
	paddr_t pa;

	if (arch_query(&as->arch, va, &pa, &prot))
		return change_present(as, area, va, pa, access);
	return bring(as, area, va, access);
}

/* Let the stack above `addr` grow down to it, if there is one and it may. */
static struct vm_area *grow_stack(struct aspace *as, uintptr_t addr)
{
	struct vm_area *area = area_at_or_above(as, addr), *below;
	uintptr_t start = ALIGN_DOWN(addr, PAGE_SIZE);

	if (!area || !(area->flags & AREA_STACK) || area->end - start > STACK_MAX)
		return NULL;
	below = start > STACK_GUARD ? area_at_or_above(as, start - STACK_GUARD) : NULL;
	if (below != area)
		return NULL;
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
	area = area_find(as, addr);
	if (!area)
		area = grow_stack(as, addr);
	if (area)
		result = allows(area, access)
				 ? make_present(as, area, ALIGN_DOWN(addr, PAGE_SIZE), access)
				 : -EACCES;
	mutex_unlock(&as->lock);
	return result;
}

/* The page at `va`, the process's own to write to. Lock: as->lock. */
static struct page *own_page_locked(struct aspace *as, uintptr_t va, int *error)
{
	struct vm_area *area = area_find(as, va);
	unsigned prot;
	paddr_t pa;

	*error = area ? make_present(as, area, ALIGN_DOWN(va, PAGE_SIZE), VM_WRITE) : -EFAULT;
	if (*error || !arch_query(&as->arch, va, &pa, &prot))
		return NULL;
	return phys_to_page(pa);
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
