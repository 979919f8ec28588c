/* SPDX-License-Identifier: MIT */
/*
 * Physical pages: a buddy allocator with a reference count per page.
 *
 * A zone is an object: an array of `struct page` for a range of frames, and a free list per order.
 * The kernel has one zone, which spans all RAM that the direct map reaches. A block of 2^order
 * pages is free exactly when its first page is linked in free[order], or when it is a single page
 * in `spares`. All other frames are in use or are not RAM.
 */
#pragma once
#include <arch/boot.h>
#include <arch/mmu.h>
#include <kernel/sync/spinlock.h>
#include <lib/list.h>

#define PAGE_ORDERS 11 /* blocks of 1 to 1024 pages */

enum page_use {
	PAGE_NONE, /* not RAM, or not the allocator's: firmware, kernel image */
	PAGE_FREE,
	PAGE_SPARE, /* free and unmerged: kept for the next request of a single page */
	PAGE_USED,
};

struct page {
	struct list link; /* on free[order] or spares; otherwise for the page's user (slabs) */
	uint32_t refs;    /* atomic; 0 while free */
	uint8_t order;    /* of the block that starts here */
	uint8_t use;      /* enum page_use */
	uint16_t in_use;  /* slab pages: objects handed out */
	void *owner;      /* slab pages: their cache */
	void *objects;    /* slab pages: free objects */
};

struct page_zone {
	struct spinlock lock;
	struct page *pages; /* one for each frame from first_frame on */
	size_t first_frame, frames;
	size_t free_pages, total_pages;
	struct list free[PAGE_ORDERS];
	struct list spares; /* the last single pages freed, not merged: they will soon be wanted */
	unsigned spare_count;
};

extern struct page_zone page_zone; /* the kernel's */

/* Set up a zone of `frames` frames with the zeroed array `pages`. Nothing in it is free yet. */
void zone_init(struct page_zone *zone, struct page *pages, size_t first_frame, size_t frames);

/* Add the frames [first, end), free RAM, to the zone. No frame may be added twice. Any context. */
void zone_add_range(struct page_zone *zone, size_t first, size_t end);

/* A block of 2^order pages with one reference, or NULL if there is none. Any context. */
struct page *zone_alloc(struct page_zone *zone, unsigned order);

/* Free a block whose reference count is 0. Any context. */
void zone_free(struct page_zone *zone, struct page *page);

/* Build the kernel's zone from the memory map. Boot, after arch_mmu_init(). */
void page_init(const struct boot_info *info);

/* Free RAM that was reserved at boot only for the initial ramdisk: all frames that lie wholly in
 * [start, end). No frame may be added twice. Thread context. */
void page_add_boot(const struct boot_info *info, paddr_t start, paddr_t end);

/* zone_alloc() on the kernel's zone; page_alloc_zeroed() also clears the block. When memory is
 * short, page tables kept for re-use are freed first. Any context. */
struct page *page_alloc(unsigned order);
struct page *page_alloc_zeroed(unsigned order);

/* Free a block whose last reference page_put() has given up. Any context. */
void page_free(struct page *page);

/* Take a reference to a block; give one up, and free the block with the last. Any context. */
static inline void page_get(struct page *page)
{
	ASSERT(page->use == PAGE_USED);
	__atomic_fetch_add(&page->refs, 1, __ATOMIC_RELAXED);
}

static inline void page_put(struct page *page)
{
	uint32_t before;

	/* Checked first: once this reference is gone, the last holder may free the page. */
	ASSERT(page->use == PAGE_USED);
	before = __atomic_fetch_sub(&page->refs, 1, __ATOMIC_ACQ_REL);
	ASSERT(before > 0);
	if (before == 1)
		page_free(page);
}

size_t page_free_count(void);

/* The free-page count reported to programs. page_free_pin(n) pins it to n (0: the actual count). */
size_t page_free_reported(void);
void page_free_pin(size_t pages);
size_t page_total_count(void);

static inline paddr_t page_to_phys(const struct page *page)
{
	return (paddr_t)(page_zone.first_frame + (size_t)(page - page_zone.pages)) << PAGE_SHIFT;
}

/* The page at physical address `pa`, which must lie in the kernel's zone. */
static inline struct page *phys_to_page(paddr_t pa)
{
	size_t frame = (size_t)(pa >> PAGE_SHIFT);

	ASSERT(frame >= page_zone.first_frame && frame - page_zone.first_frame < page_zone.frames);
	return &page_zone.pages[frame - page_zone.first_frame];
}

/* The page's address in the direct map, and the page of such an address. */
static inline void *page_address(const struct page *page)
{
	return phys_to_virt(page_to_phys(page));
}

static inline struct page *page_of(const void *address)
{
	return phys_to_page(virt_to_phys(address));
}
