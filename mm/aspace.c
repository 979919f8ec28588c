/* SPDX-License-Identifier: MIT */
/*
 * User address spaces, from creation to the last reference, and the calls that change areas. Pages
 * are first put out of every CPU's reach (page table, TLBs), then given back.
 */
#include <arch/pte.h>
#include <lib/string.h>
#include <mm/area.h>
#include <mm/page.h>
#include <mm/pagetable.h>
#include <mm/pte_range.h>
#include <mm/restore.h>
#include <mm/slab.h>
#include <mm/vm_object.h>
#include <uapi/errno.h>

#define SPARES_MAX   8    /* empty address spaces kept for re-use ... */
#define SPARES_SHARE 1024 /* ... and at most one for that many pages of memory */

/*
 * Empty address spaces are kept because the upper levels of their page tables are costly to fill.
 * Lock: spares_lock.
 */
static struct spinlock spares_lock = SPINLOCK_INIT("address spaces", LOCK_RANK_TABLE);
static struct aspace *spares[SPARES_MAX];
static unsigned spare_count;

static struct aspace *spare_pop(void)
{
	unsigned long flags = spin_lock_irqsave(&spares_lock);
	struct aspace *as = spare_count ? spares[--spare_count] : NULL;

	spin_unlock_irqrestore(&spares_lock, flags);
	return as;
}

static void destroy(struct aspace *as)
{
	pagetable_destroy(&as->arch);
	kfree(as);
}

/* Keep an empty address space, or free it. */
static void spare_push(struct aspace *as)
{
	unsigned long flags = spin_lock_irqsave(&spares_lock);
	bool keep = spare_count < SPARES_MAX && spare_count < page_total_count() / SPARES_SHARE;

	if (keep)
		spares[spare_count++] = as;
	spin_unlock_irqrestore(&spares_lock, flags);
	if (!keep)
		destroy(as);
}

void aspaces_trim(void)
{
	struct aspace *as;

	while ((as = spare_pop()))
		destroy(as);
}

struct aspace *aspace_create(void)
{
	struct aspace *as = spare_pop();
	struct arch_aspace arch;

	if (as) {
		arch = as->arch;
	} else {
		as = kmalloc(sizeof(*as));
		if (!as || pagetable_init(&arch)) {
			kfree(as);
			return NULL;
		}
	}
	*as = (struct aspace){.arch = arch, .refs = 1, .map_top = USER_MAX};
	mutex_init(&as->lock, "memory");
	return as;
}

void aspace_get(struct aspace *as)
{
	__atomic_fetch_add(&as->refs, 1, __ATOMIC_RELAXED);
}

/* Free the page tables of the user half. Everything in them is unmapped, and all of them lie under
 * areas, since there are no stray tables. */
static void free_tables(struct aspace *as)
{
	for (unsigned level = 1; level <= PTE_TABLE_LEVELS; level++)
		for (struct vm_area *area = area_at_or_above(as, 0); area; area = area_next(area))
			pagetable_free_level(&as->arch, level, area->start, area->end);
}

void aspace_put(struct aspace *as)
{
	struct vm_area *area;

	DEBUG_ASSERT(may_sleep());
	if (__atomic_fetch_sub(&as->refs, 1, __ATOMIC_ACQ_REL) > 1)
		return;
	aspace_untrack(as);
	for (area = area_at_or_above(as, 0); area; area = area_next(area))
		pte_range_release(as, area->start, area->end);
	if (!as->has_stray_tables)
		free_tables(as);
	while ((area = area_at_or_above(as, 0)))
		area_free(as, area);
	if (as->has_stray_tables)
		destroy(as);
	else
		spare_push(as);
}

void aspace_reap(struct aspace *as)
{
	mutex_lock(&as->lock);
	as->reaped = true;
	/* Count one thread more, so that TLBs are shot down: other CPUs may have its entries. */
	__atomic_fetch_add(&as->threads, 1, __ATOMIC_RELAXED);
	for (struct vm_area *area = area_at_or_above(as, 0); area; area = area_next(area))
		if (!(area->flags & AREA_SHARED))
			pte_range_release(as, area->start, area->end);
	__atomic_fetch_sub(&as->threads, 1, __ATOMIC_RELEASE);
	mutex_unlock(&as->lock);
}

void aspace_copy_places(struct aspace *to, const struct aspace *from)
{
	aspace_assert_locked(to);
	aspace_assert_locked(from);
	to->heap = from->heap;
	to->heap_end = from->heap_end;
	to->args_start = from->args_start;
	to->args_end = from->args_end;
	to->env_end = from->env_end;
	to->vdso = from->vdso;
	to->map_top = from->map_top;
}

struct aspace *aspace_fork(struct aspace *as)
{
	struct aspace *copy = aspace_create();
	struct vm_area *area;
	size_t written = 0; /* private pages that may have to be copied */
	int error = 0;

	if (!copy)
		return NULL;
	mutex_lock(&as->lock);
	aspace_copy_places(copy, as);
	/* Pages of an object need not be shared now: they will be found there again, and few
	 * children touch many of them. */
	for (area = area_at_or_above(as, 0); area && !error; area = area_next(area)) {
		size_t before = copy->resident;

		if (!area_add(copy, area, area->start, area->end))
			error = -ENOMEM;
		else if (!area->object || area->flags & AREA_OWN || as->forks_whole)
			error = pte_range_share(as, copy, area);
		if (!(area->flags & AREA_SHARED) && area->prot & PROT_WRITE)
			written += copy->resident - before;
	}
	if (written > page_free_count())
		error = -ENOMEM;
	arch_flush_user(); /* of entries that are read-only now */
	if (as->threads > 1)
		arch_tlb_shootdown(USER_MIN, TLB_ALL);
	mutex_unlock(&as->lock);
	if (error) {
		aspace_put(copy);
		return NULL;
	}
	return copy;
}

static bool is_user_range(uintptr_t start, size_t length)
{
	return start >= USER_MIN && start <= USER_MAX && length <= USER_MAX - start;
}

static bool is_page_aligned(uintptr_t start, size_t length)
{
	return !((start | length) & (PAGE_SIZE - 1));
}

int aspace_unmap_locked(struct aspace *as, uintptr_t start, uintptr_t end)
{
	struct vm_area *area, *next;

	aspace_assert_locked(as);
	aspace_reshape(as);
	if (area_split(as, start) || area_split(as, end)) {
		area_merge_range(as, start, end);
		return -ENOMEM;
	}
	as->has_stray_tables = true;
	for (area = area_at_or_above(as, start); area && area->start < end; area = next) {
		next = area_next(area);
		pte_range_release(as, area->start, area->end);
		area_free(as, area);
	}
	return 0;
}

/* The address for a mapping; 0 on failure, with *error set. */
static uintptr_t find_place(struct aspace *as, const struct map_request *request, int *error)
{
	uintptr_t start = request->start;
	bool fits = is_user_range(start, request->length);

	*error = 0;
	if (request->place == MAP_ANYWHERE) {
		if (start && fits && area_is_free(as, start, start + request->length))
			return start;
		start = area_gap(as, request->length, as->map_top);
		*error = start ? 0 : -ENOMEM;
		return start;
	}
	if (!fits)
		*error = -EINVAL;
	else if (request->place == MAP_EXACTLY && !area_is_free(as, start, start + request->length))
		*error = -EEXIST;
	else
		*error = aspace_unmap_locked(as, start, start + request->length);
	return *error ? 0 : start;
}

int aspace_map_locked(struct aspace *as, const struct map_request *request, uintptr_t *at)
{
	struct vm_area like =
			       {
				       .prot = request->prot,
				       .flags = request->flags,
				       .object = request->object,
				       .first_page = request->first_page,
			       },
		       *area;
	int error;

	aspace_assert_locked(as);
	aspace_reshape(as);
	if (!area_fits_memory(&like, request->prot, request->length >> PAGE_SHIFT))
		return -ENOMEM;
	like.start = find_place(as, request, &error);
	if (error)
		return error;
	area = area_add(as, &like, like.start, like.start + request->length);
	if (!area)
		return -ENOMEM;
	*at = like.start;
	return 0;
}

int aspace_map(struct aspace *as, const struct map_request *request, uintptr_t *at)
{
	int error;

	if (!is_page_aligned(request->start, request->length) || !request->length)
		return -EINVAL;
	mutex_lock(&as->lock);
	error = aspace_map_locked(as, request, at);
	if (!error)
		area_merge_range(as, *at, *at + request->length);
	mutex_unlock(&as->lock);
	return error;
}

int aspace_map_anon(struct aspace *as, uintptr_t start, size_t length, unsigned prot)
{
	const struct map_request request = {
		.start = start,
		.length = length,
		.prot = prot & (PROT_READ | PROT_WRITE | PROT_EXEC),
		.place = MAP_EXACTLY,
	};
	uintptr_t at;
	int error = aspace_map(as, &request, &at);

	return error == -EEXIST ? -EINVAL : error;
}

int aspace_unmap(struct aspace *as, uintptr_t start, size_t length)
{
	int error;

	if (!is_page_aligned(start, 0) || !length || length > ALIGN_DOWN(UINTPTR_MAX, PAGE_SIZE))
		return -EINVAL;
	length = ALIGN_UP(length, PAGE_SIZE);
	if (!is_user_range(start, length) && !(start < USER_MIN && length <= USER_MAX - start))
		return -EINVAL;
	mutex_lock(&as->lock);
	error = aspace_unmap_locked(as, start, start + length);
	mutex_unlock(&as->lock);
	return error;
}

/* The end of the part of [start, end) that areas cover without a gap, from `start` on. */
static uintptr_t covered_end(struct aspace *as, uintptr_t start, uintptr_t end)
{
	struct vm_area *area = area_at_or_above(as, start);

	while (start < end && area && area->start <= start) {
		start = MIN(area->end, end);
		area = area_next(area);
	}
	return start;
}

/* Is there enough free memory for the parts of [start, end) that `prot` makes writable? */
static bool protect_fits_memory(const struct aspace *as, uintptr_t start, uintptr_t end,
	unsigned prot)
{
	struct vm_area *area = area_at_or_above(as, start);

	for (; area && area->start < end; area = area_next(area)) {
		size_t length = MIN(area->end, end) - MAX(area->start, start);

		if (!(area->prot & PROT_WRITE) &&
			!area_fits_memory(area, prot, length >> PAGE_SHIFT))
			return false;
	}
	return true;
}

/* As on Linux, areas before the first gap are changed even if the call fails because of the gap. */
int aspace_protect(struct aspace *as, uintptr_t start, size_t length, unsigned prot)
{
	uintptr_t end = start + length, covered;
	struct vm_area *area;
	int error = 0;

	if (!is_page_aligned(start, length))
		return -EINVAL;
	if (!is_user_range(start, length))
		return -ENOMEM;
	mutex_lock(&as->lock);
	aspace_reshape(as);
	covered = covered_end(as, start, end);
	if (!protect_fits_memory(as, start, covered, prot)) {
		mutex_unlock(&as->lock);
		return -ENOMEM;
	}
	if (covered > start && (area_split(as, start) || area_split(as, covered))) {
		error = -ENOMEM;
		covered = start;
	}
	area = area_at_or_above(as, start);
	for (; area && area->start < covered; area = area_next(area)) {
		if (prot & PROT_WRITE && area->flags & AREA_NO_WRITE) {
			error = -EACCES;
			break;
		}
		area->prot = prot;
		pte_range_restrict(as, area);
	}
	if (covered > start)
		area_merge_range(as, start, covered);
	if (covered > start && as->threads > 1)
		arch_tlb_shootdown(start, (covered - start) >> PAGE_SHIFT);
	mutex_unlock(&as->lock);
	return error ? error : covered < end ? -ENOMEM : 0;
}

int aspace_discard(struct aspace *as, uintptr_t start, size_t length)
{
	int error;

	if (!is_page_aligned(start, length))
		return -EINVAL;
	if (!is_user_range(start, length))
		return -ENOMEM;
	mutex_lock(&as->lock);
	error = area_covers(as, start, start + length) ? 0 : -ENOMEM;
	pte_range_release(as, start, start + length);
	mutex_unlock(&as->lock);
	return error;
}
