/* SPDX-License-Identifier: MIT */
/*
 * The buddy allocator. A block of order n starts at a frame number divisible by 2^n; its buddy's
 * number differs in bit n. A freed block is merged with its buddy if that is wholly free, and so on
 * upwards. Single pages are allocated and freed so often that the last ones freed are put aside
 * unmerged and reused first.
 */
#include <lib/string.h>
#include <mm/early.h>
#include <mm/failing.h>
#include <mm/page.h>
#include <mm/table.h>

#define SPARES_MAX 64

struct page_zone page_zone;

static size_t frame_of(const struct page_zone *zone, const struct page *page)
{
	return zone->first_frame + (size_t)(page - zone->pages);
}

/* The page of `frame`, or NULL if it is outside the zone. */
static struct page *page_at(struct page_zone *zone, size_t frame)
{
	if (frame < zone->first_frame || frame - zone->first_frame >= zone->frames)
		return NULL;
	return &zone->pages[frame - zone->first_frame];
}

void zone_init(struct page_zone *zone, struct page *pages, size_t first_frame, size_t frames)
{
	*zone = (struct page_zone){.pages = pages, .first_frame = first_frame, .frames = frames};
	spin_init(&zone->lock, "pages", LOCK_RANK_PAGE);
	for (int order = 0; order < PAGE_ORDERS; order++)
		list_init(&zone->free[order]);
	list_init(&zone->spares);
}

/* Free a block, merging upwards. Lock: zone->lock. */
static void free_block_locked(struct page_zone *zone, struct page *page, unsigned order)
{
	size_t frame = frame_of(zone, page);

	assert_locked(&zone->lock);
	for (; order < PAGE_ORDERS - 1; order++) {
		struct page *buddy = page_at(zone, frame ^ (size_t)1 << order);

		if (!buddy || buddy->use != PAGE_FREE || buddy->order != order ||
			!list_is_linked(&buddy->link))
			break;
		list_remove(&buddy->link);
		frame &= ~((size_t)1 << order);
	}
	page = page_at(zone, frame);
	page->use = PAGE_FREE;
	page->order = (uint8_t)order;
	list_push_front(&zone->free[order], &page->link);
}

void zone_add_range(struct page_zone *zone, size_t first, size_t end)
{
	unsigned long flags = spin_lock_irqsave(&zone->lock);

	/* Add the largest blocks that are aligned and fit: few, however large the range is. */
	for (size_t frame = first; frame < end;) {
		struct page *page = page_at(zone, frame);
		unsigned order = 0;

		ASSERT(page && page_at(zone, end - 1) && page->use == PAGE_NONE);
		while (order < PAGE_ORDERS - 1 && !(frame >> order & 1) &&
			end - frame >= (size_t)2 << order)
			order++;
		free_block_locked(zone, page, order);
		frame += (size_t)1 << order;
	}
	zone->free_pages += end - first;
	zone->total_pages += end - first;
	spin_unlock_irqrestore(&zone->lock, flags);
}

/* Take a block from the free lists, split from a larger one if need be. Lock: zone->lock. */
static struct page *take_block_locked(struct page_zone *zone, unsigned order)
{
	unsigned have = order;
	struct page *page;

	assert_locked(&zone->lock);
	while (have < PAGE_ORDERS && list_is_empty(&zone->free[have]))
		have++;
	if (have == PAGE_ORDERS)
		return NULL;
	page = list_entry(list_pop_front(&zone->free[have]), struct page, link);
	while (have > order) { /* free the upper half */
		struct page *half = page + ((size_t)1 << --have);

		half->use = PAGE_FREE;
		half->order = (uint8_t)have;
		list_push_front(&zone->free[have], &half->link);
	}
	return page;
}

/* Merge the spare single pages with their buddies. Lock: zone->lock. */
static void merge_spares_locked(struct page_zone *zone)
{
	struct list *link;

	assert_locked(&zone->lock);
	while ((link = list_pop_front(&zone->spares)))
		free_block_locked(zone, list_entry(link, struct page, link), 0);
	zone->spare_count = 0;
}

/* A single spare page, or a block from the free lists; merges the spares if there is no block.
 * Lock: zone->lock. */
static struct page *take_locked(struct page_zone *zone, unsigned order)
{
	struct page *page;

	assert_locked(&zone->lock);
	if (order == 0 && zone->spare_count) {
		zone->spare_count--;
		return list_entry(list_pop_front(&zone->spares), struct page, link);
	}
	page = take_block_locked(zone, order);
	if (likely(page) || !zone->spare_count)
		return page;
	merge_spares_locked(zone);
	return take_block_locked(zone, order);
}

struct page *zone_alloc(struct page_zone *zone, unsigned order)
{
	unsigned long flags = spin_lock_irqsave(&zone->lock);
	struct page *page;

	ASSERT(order < PAGE_ORDERS);
	page = take_locked(zone, order);
	if (page) {
		page->use = PAGE_USED;
		page->order = (uint8_t)order;
		page->refs = 1;
		zone->free_pages -= (size_t)1 << order;
	}
	spin_unlock_irqrestore(&zone->lock, flags);
	return page;
}

void zone_free(struct page_zone *zone, struct page *page)
{
	unsigned long flags = spin_lock_irqsave(&zone->lock);

	ASSERT(page->use == PAGE_USED && page->refs == 0);
	zone->free_pages += (size_t)1 << page->order;
	if (page->order == 0 && zone->spare_count < SPARES_MAX) {
		page->use = PAGE_SPARE;
		list_push_front(&zone->spares, &page->link);
		zone->spare_count++;
	} else {
		free_block_locked(zone, page, page->order);
	}
	spin_unlock_irqrestore(&zone->lock, flags);
}

/* Add the parts of [start, end) that are not reserved to the kernel's zone. */
static void add_unreserved(const struct boot_info *info, paddr_t start, paddr_t end)
{
	for (size_t i = 0; i < info->reserved_count && start < end; i++) {
		paddr_t low = ALIGN_DOWN(info->reserved[i].start, PAGE_SIZE);
		paddr_t high = ALIGN_UP(info->reserved[i].end, PAGE_SIZE);

		if (high <= start || low >= end)
			continue;
		if (low > start)
			add_unreserved(info, start, low);
		start = high;
	}
	if (start < end)
		zone_add_range(&page_zone, (size_t)(start >> PAGE_SHIFT),
			(size_t)(end >> PAGE_SHIFT));
}

void page_init(const struct boot_info *info)
{
	paddr_t low = UINT64_MAX, high = 0;
	struct boot_ram taken;
	struct page *pages;
	size_t frames;

	for (size_t i = 0; i < info->ram_count; i++) {
		low = MIN(low, info->ram[i].start);
		high = MAX(high, info->ram[i].end);
	}
	high = MIN(high, (paddr_t)DIRECT_MAP_PHYS_BASE + DIRECT_MAP_SIZE);
	frames = (size_t)((high - low) >> PAGE_SHIFT);
	pages = early_alloc(frames * sizeof(*pages));
	zone_init(&page_zone, pages, (size_t)(low >> PAGE_SHIFT), frames);
	taken = early_finish();
	for (size_t i = 0; i < info->ram_count; i++) {
		paddr_t start = info->ram[i].start;
		paddr_t end = MIN(info->ram[i].end, high);

		/* The range that the early allocator used is left out like the reserved ranges. */
		if (start < taken.end && end > taken.start) {
			if (start < taken.start)
				add_unreserved(info, start, taken.start);
			start = taken.end;
		}
		if (start < end)
			add_unreserved(info, start, end);
	}
}

static unsigned ranges_over(const struct boot_ram *ranges, size_t count, paddr_t pa)
{
	unsigned over = 0;

	for (size_t i = 0; i < count; i++)
		over += ranges[i].start < pa + PAGE_SIZE && ranges[i].end > pa;
	return over;
}

void page_add_boot(const struct boot_info *info, paddr_t start, paddr_t end)
{
	paddr_t pa = ALIGN_UP(start, PAGE_SIZE);

	/* A frame that any other range overlaps stays reserved. */
	for (; pa < end && PAGE_SIZE <= end - pa; pa += PAGE_SIZE) {
		size_t frame = (size_t)(pa >> PAGE_SHIFT);
		struct page *page = page_at(&page_zone, frame);

		if (page && page->use == PAGE_NONE &&
			ranges_over(info->reserved, info->reserved_count, pa) == 1 &&
			ranges_over(info->ram, info->ram_count, pa) == 1)
			zone_add_range(&page_zone, frame, frame + 1);
	}
}

struct page *page_alloc(unsigned order)
{
	struct page *page = failing_now() ? NULL : zone_alloc(&page_zone, order);

	if (unlikely(!page) && tables_trim())
		page = zone_alloc(&page_zone, order);
	return page;
}

struct page *page_alloc_zeroed(unsigned order)
{
	struct page *page = page_alloc(order);

	for (size_t i = 0; page && i < (size_t)1 << order; i++)
		arch_page_clear((char *)page_address(page) + i * PAGE_SIZE);
	return page;
}

void page_free(struct page *page)
{
	zone_free(&page_zone, page);
}

size_t page_free_count(void)
{
	return READ_ONCE(page_zone.free_pages);
}

static size_t pinned; /* 0: report the actual count */

size_t page_free_reported(void)
{
	return pinned ? pinned : page_free_count();
}

void page_free_pin(size_t pages)
{
	pinned = pages;
}

size_t page_total_count(void)
{
	return page_zone.total_pages;
}
