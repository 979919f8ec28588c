/* SPDX-License-Identifier: MIT */
/*
 * Mappings that change their size: mremap() and the break. And queries over all areas.
 */
#include <mm/area.h>
#include <mm/page.h>
#include <mm/pte_range.h>
#include <mm/restore.h>
#include <uapi/errno.h>

static int move_locked(struct aspace *as, const struct vm_area *area, uintptr_t old,
	size_t old_length, size_t new_length, uintptr_t to, uintptr_t *at)
{
	const struct map_request request = {
		.start = to,
		.length = new_length,
		.prot = area->prot,
		.flags = area->flags & ~(unsigned)AREA_STACK,
		.place = to ? MAP_REPLACE : MAP_ANYWHERE,
		.object = area->object,
		.first_page = area->first_page + ((old - area->start) >> PAGE_SHIFT),
	};
	int error = 0;

	aspace_assert_locked(as);
	aspace_assert_locked(as);
	/* Split first, so that the final unmap needs no memory. */
	if (area_split(as, old) || area_split(as, old + old_length))
		error = -ENOMEM;
	if (!error)
		error = aspace_map_locked(as, &request, at);
	if (!error) {
		error = pte_range_copy(as, old, *at, MIN(old_length, new_length));
		if (error)
			aspace_unmap_locked(as, *at, *at + new_length);
		else
			error = aspace_unmap_locked(as, old, old + old_length);
	}
	if (error)
		area_merge_range(as, old, old + old_length);
	else
		area_merge_range(as, *at, *at + new_length);
	return error;
}

static int remap_locked(struct aspace *as, uintptr_t old, size_t old_length, size_t new_length,
	bool may_move, uintptr_t to, uintptr_t *at)
{
	struct vm_area *area = area_find(as, old);
	uintptr_t old_end = old + old_length, new_end = old + new_length;

	aspace_assert_locked(as);
	aspace_reshape(as);
	if (!area || area->end < old_end)
		return -EFAULT;
	*at = old;
	if (to)
		return move_locked(as, area, old, old_length, new_length, to, at);
	if (new_length <= old_length)
		return new_length < old_length ? aspace_unmap_locked(as, new_end, old_end) : 0;
	if (area->end == old_end && new_end > old && new_end <= USER_MAX &&
		area_is_free(as, old_end, new_end)) {
		if (!area_fits_memory(area, area->prot, (new_end - old_end) >> PAGE_SHIFT))
			return -ENOMEM;
		as->pages += (new_end - old_end) >> PAGE_SHIFT;
		area->end = new_end;
		area_merge_range(as, old, new_end);
		return 0;
	}
	return may_move ? move_locked(as, area, old, old_length, new_length, 0, at) : -ENOMEM;
}

int aspace_remap(struct aspace *as, uintptr_t old, size_t old_length, size_t new_length,
	bool may_move, uintptr_t to, uintptr_t *at)
{
	int error;

	if ((old | old_length | new_length | to) & (PAGE_SIZE - 1) || !old_length || !new_length ||
		old > USER_MAX || old_length > USER_MAX - old ||
		(to && (to < USER_MIN || to > USER_MAX || new_length > USER_MAX - to ||
			       (to < old + old_length && old < to + new_length))))
		return -EINVAL;
	mutex_lock(&as->lock);
	error = remap_locked(as, old, old_length, new_length, may_move, to, at);
	mutex_unlock(&as->lock);
	return error;
}

static int move_break(struct aspace *as, uintptr_t to)
{
	uintptr_t now = ALIGN_UP(as->heap_end, PAGE_SIZE), wanted = ALIGN_UP(to, PAGE_SIZE);
	const struct map_request request = {
		.start = now,
		.length = wanted - now,
		.prot = PROT_READ | PROT_WRITE,
		.place = MAP_EXACTLY,
	};
	uintptr_t at;
	int error;

	if (wanted < now)
		return aspace_unmap_locked(as, wanted, now);
	/* One page stays free above the heap, so that an overrun faults. */
	if (wanted > now && !area_is_free(as, now, wanted + PAGE_SIZE))
		return -ENOMEM;
	if (wanted == now)
		return 0;
	error = aspace_map_locked(as, &request, &at);
	if (!error)
		area_merge_range(as, now, wanted);
	return error;
}

uintptr_t aspace_set_break(struct aspace *as, uintptr_t to)
{
	mutex_lock(&as->lock);
	if (to >= as->heap && to < USER_MAX - PAGE_SIZE && move_break(as, to) == 0)
		as->heap_end = to;
	to = as->heap_end;
	mutex_unlock(&as->lock);
	return to;
}

bool aspace_is_mapped(struct aspace *as, uintptr_t start, size_t length)
{
	bool mapped;

	if (start > USER_MAX || length > USER_MAX - start)
		return false;
	mutex_lock(&as->lock);
	mapped = area_covers(as, start, start + length);
	mutex_unlock(&as->lock);
	return mapped;
}

bool aspace_is_present(struct aspace *as, uintptr_t va)
{
	bool present;

	mutex_lock(&as->lock);
	present = pte_range_count(as, va, va + PAGE_SIZE) != 0;
	mutex_unlock(&as->lock);
	return present;
}

void aspace_for_each(struct aspace *as, void (*visit)(const struct vm_area *area, void *context),
	void *context)
{
	mutex_lock(&as->lock);
	for (struct vm_area *area = area_at_or_above(as, 0); area; area = area_next(area))
		visit(area, context);
	mutex_unlock(&as->lock);
}
