/* SPDX-License-Identifier: MIT */
/*
 * Areas: a red-black tree by start address. They never overlap, so the order by start is also the
 * order by end.
 */
#include <mm/area.h>
#include <mm/page.h>
#include <mm/slab.h>
#include <mm/vm_object.h>
#include <uapi/errno.h>

static struct vm_area *entry(struct rb_node *node)
{
	return node ? rb_entry(node, struct vm_area, node) : NULL;
}

static bool starts_below(const struct rb_node *a, const struct rb_node *b)
{
	return rb_entry(a, struct vm_area, node)->start < rb_entry(b, struct vm_area, node)->start;
}

struct vm_area *area_at_or_above(const struct aspace *as, uintptr_t addr)
{
	struct rb_node *node = as->areas.root;
	struct vm_area *best = NULL;

	aspace_assert_locked(as);
	while (node) {
		struct vm_area *area = entry(node);

		if (area->end > addr) {
			best = area;
			node = node->left;
		} else {
			node = node->right;
		}
	}
	return best;
}

struct vm_area *area_find(const struct aspace *as, uintptr_t addr)
{
	struct vm_area *area = area_at_or_above(as, addr);

	return area && area->start <= addr ? area : NULL;
}

struct vm_area *area_next(const struct vm_area *area)
{
	return entry(rb_next(&area->node));
}

struct vm_area *area_add(struct aspace *as, const struct vm_area *like, uintptr_t start,
	uintptr_t end)
{
	struct vm_area *area = kzalloc(sizeof(*area));

	aspace_assert_locked(as);
	if (!area)
		return NULL;
	*area = (struct vm_area){
		.start = start,
		.end = end,
		.prot = like->prot,
		.flags = like->flags,
		.object = like->object,
		.first_page = like->first_page,
	};
	if (area->object) {
		area->object->ops->get(area->object);
		area->first_page += (start - like->start) >> PAGE_SHIFT;
	}
	rb_insert(&as->areas, &area->node, starts_below);
	as->pages += (end - start) >> PAGE_SHIFT;
	return area;
}

void area_free(struct aspace *as, struct vm_area *area)
{
	aspace_assert_locked(as);
	rb_remove(&as->areas, &area->node);
	as->pages -= (area->end - area->start) >> PAGE_SHIFT;
	if (area->object)
		area->object->ops->put(area->object);
	kfree(area);
}

int area_split(struct aspace *as, uintptr_t at)
{
	struct vm_area *area = area_find(as, at);

	if (!area || area->start == at)
		return 0;
	/* The lower part keeps its place in the tree while the upper one is added. */
	as->pages -= (area->end - at) >> PAGE_SHIFT;
	if (area_add(as, area, at, area->end)) {
		area->end = at;
		return 0;
	}
	as->pages += (area->end - at) >> PAGE_SHIFT;
	return -ENOMEM;
}

bool area_fits_memory(const struct vm_area *like, unsigned prot, size_t pages)
{
	return !(prot & PROT_WRITE) || like->flags & (AREA_SHARED | AREA_NO_RESERVE) ||
	       pages <= page_free_count();
}

static bool continues(const struct vm_area *a, const struct vm_area *b)
{
	return a && b && a->end == b->start && a->prot == b->prot &&
	       !((a->flags ^ b->flags) & ~(unsigned)AREA_OWN) && a->object == b->object &&
	       (!a->object || a->first_page + ((a->end - a->start) >> PAGE_SHIFT) == b->first_page);
}

/* Make `b` part of `a`. */
static void absorb(struct aspace *as, struct vm_area *a, struct vm_area *b)
{
	uintptr_t end = b->end;

	as->pages += (end - b->start) >> PAGE_SHIFT;
	a->flags |= b->flags;
	area_free(as, b);
	a->end = end;
}

void area_merge_range(struct aspace *as, uintptr_t start, uintptr_t end)
{
	struct vm_area *area = area_at_or_above(as, start > USER_MIN ? start - 1 : start), *next;

	while (area && area->start <= end && (next = area_next(area))) {
		if (continues(area, next))
			absorb(as, area, next);
		else
			area = next;
	}
}

bool area_covers(const struct aspace *as, uintptr_t start, uintptr_t end)
{
	while (start < end) {
		struct vm_area *area = area_find(as, start);

		if (!area)
			return false;
		start = area->end;
	}
	return true;
}

bool area_is_free(const struct aspace *as, uintptr_t start, uintptr_t end)
{
	struct vm_area *area = area_at_or_above(as, start);

	return !area || area->start >= end;
}

uintptr_t area_gap(const struct aspace *as, size_t length, uintptr_t top)
{
	/* Go down from `top`, from one area to the next below it. */
	while (top > USER_MIN && length <= top - USER_MIN) {
		struct vm_area *area = area_at_or_above(as, top - length);

		if (!area || area->start >= top)
			return top - length;
		top = area->start;
	}
	return 0;
}
