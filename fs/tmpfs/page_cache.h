/* SPDX-License-Identifier: MIT */
/*
 * The pages of a file, by index: a radix tree of 64-way nodes, as high as the highest index needs.
 * A page here holds one reference; whoever looks one up gets a further one.
 */
#pragma once
#include <kernel/sync/spinlock.h>
#include <mm/page.h>

#define CACHE_SHIFT 6
#define CACHE_SLOTS (1u << CACHE_SHIFT)

struct cache_node {
	unsigned used; /* slots that are not NULL */
	void *slots[CACHE_SLOTS];
};

struct page_cache {
	struct spinlock lock;
	/* Lock: lock. */
	void *root;      /* height 0: the page of index 0 */
	unsigned height; /* levels of nodes */
	size_t pages;
	uint64_t size; /* of the file, in bytes */
};

void page_cache_init(struct page_cache *cache);

/* The page at `index`, with a reference; NULL when there is none. Any thread context. */
struct page *page_cache_find(struct page_cache *cache, uint64_t index);

/* The pages at [first, first + count), each with a reference or NULL; all in one node, so `first`
 * and `first + count - 1` are equal but for their last CACHE_SHIFT bits. Any thread context. */
void page_cache_find_run(struct page_cache *cache, uint64_t first, unsigned count,
	struct page **pages);

/* Put `page` at `index`, which becomes the owner of the caller's reference. 0, -EEXIST when there
 * is one, -ENOMEM. Thread context. */
int page_cache_insert(struct page_cache *cache, uint64_t index, struct page *page);

/* Drop all pages from index `first` on; how many. Thread context. */
size_t page_cache_truncate(struct page_cache *cache, uint64_t first);

/* Drop the pages of indices [first, end). */
size_t page_cache_remove(struct page_cache *cache, uint64_t first, uint64_t end);

/* The first index from `index` on that has a page (`present`) or has none; UINT64_MAX: no such.
 * Any thread context. */
uint64_t page_cache_next(struct page_cache *cache, uint64_t index, bool present);

/* Size of the file; one access even where 64 bits are two words. */
uint64_t page_cache_size(struct page_cache *cache);
void page_cache_set_size(struct page_cache *cache, uint64_t size);
