/* SPDX-License-Identifier: MIT */
/*
 * Physical pages: a buddy allocator with a reference count per page.
 *
 * A zone is an object: an array of `struct page` for a range of frames, and a free list per order.
 * The kernel has one zone, over all RAM that the direct map reaches. A block of 2^order pages is
 * free exactly when its first page is linked in free[order], or it is a page in `spares`; all else
 * is in use or no RAM.
 */
#pragma once
#include <arch/boot.h>
#include <arch/mmu.h>
#include <kernel/sync/spinlock.h>
#include <lib/list.h>

#define PAGE_ORDERS 11 /* blocks of 1 to 1024 pages */

enum page_use {
	PAGE_NONE, /* no RAM, or not the allocator's: firmware, kernel image */
	PAGE_FREE,
	PAGE_SPARE, /* free too, but alone: kept for the next request of a single page */
	PAGE_USED,
};

struct page {
	struct list link; /* on free[order]; else the user's (slabs) */
	uint32_t refs;    /* atomic; 0 while free */
	uint8_t order;    /* of the block that starts here */
	uint8_t use;      /* enum page_use */
	uint16_t in_use;  /* slab pages: objects handed out */
	void *owner;      /* slab pages: their cache */
	void *objects;    /* slab pages: free objects */
};

struct page_zone {
	struct spinlock lock;
	struct page *pages; /* one per frame from first_frame */
	size_t first_frame, frames;
	size_t free_pages, total_pages;
	struct list free[PAGE_ORDERS];
	struct list spares; /* single pages that were freed last: not merged, for they are wanted
			       soon */
	unsigned spare_count;
};

extern struct page_zone page_zone; /* the kernel's */

/* A zone over `frames` frames with `pages`, zeroed, as its array; nothing in it is free yet. */
void zone_init(struct page_zone *zone, struct page *pages, size_t first_frame, size_t frames);

/* Give frames [first, end) to the zone as free RAM. Each once. */
void zone_add_range(struct page_zone *zone, size_t first, size_t end);

/* A block of 2^order pages, one reference; NULL when there is none. Any context. */
struct page *zone_alloc(struct page_zone *zone, unsigned order);

/* Free a block without references. Any context. */
void zone_free(struct page_zone *zone, struct page *page);

/* Build the kernel's zone from the memory map. Boot, after arch_mmu_init(). */
void page_init(const struct boot_info *info);

/* RAM that was reserved at boot for the initial ramdisk alone and is wanted no more: the whole
 * frames of [start, end) become free. Each once. Thread context. */
void page_add_boot(const struct boot_info *info, paddr_t start, paddr_t end);

/* The same on the kernel's zone; page_alloc_zeroed() clears the block. Any context. */
struct page *page_alloc(unsigned order);
struct page *page_alloc_zeroed(unsigned order);

/* Free a block whose last reference page_put() has taken. */
void page_free(struct page *page);

/* One more reference to a block; one less, and the last frees it. Any context. */
static inline void page_get(struct page *page)
{
	ASSERT(page->use == PAGE_USED);
	__atomic_fetch_add(&page->refs, 1, __ATOMIC_RELAXED);
}

static inline void page_put(struct page *page)
{
	uint32_t before;

	/* Looked at before: once this reference is gone, whoever has the last one may free it. */
	ASSERT(page->use == PAGE_USED);
	before = __atomic_fetch_sub(&page->refs, 1, __ATOMIC_ACQ_REL);
	ASSERT(before > 0);
	if (before == 1)
		page_free(page);
}

size_t page_free_count(void);

/* The number of free pages reported to programs. page_free_pin() fixes it at `pages`; 0: the truth.
 */
size_t page_free_reported(void);
void page_free_pin(size_t pages);
size_t page_total_count(void);

static inline paddr_t page_to_phys(const struct page *page)
{
	return (paddr_t)(page_zone.first_frame + (size_t)(page - page_zone.pages)) << PAGE_SHIFT;
}

/* The page of physical address `pa`, which is RAM of the zone. */
static inline struct page *phys_to_page(paddr_t pa)
{
	size_t frame = (size_t)(pa >> PAGE_SHIFT);

	ASSERT(frame >= page_zone.first_frame && frame - page_zone.first_frame < page_zone.frames);
	return &page_zone.pages[frame - page_zone.first_frame];
}

/* Where the page is in the direct map, and back. */
static inline void *page_address(const struct page *page)
{
	return phys_to_virt(page_to_phys(page));
}

static inline struct page *page_of(const void *address)
{
	return phys_to_page(virt_to_phys(address));
}
