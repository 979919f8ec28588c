/* SPDX-License-Identifier: MIT */
/*
 * The pages of a file, by index: a radix tree of 64-way nodes, as high as the highest index needs.
 * The cache holds a reference to each page; a lookup returns a further one.
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

/* The page at `index`, with a reference; NULL: none. Thread context, does not sleep. */
struct page *page_cache_find(struct page_cache *cache, uint64_t index);

/* The pages at [first, first + count), each with a reference, or NULL. They lie in one node:
 * `first` and `first + count - 1` differ only in their last CACHE_SHIFT bits. Thread context, does
 * not sleep. */
void page_cache_find_run(struct page_cache *cache, uint64_t first, unsigned count,
	struct page **pages);

/* Insert `page` at `index`. 0, and the cache has taken the caller's reference; -EEXIST (there is a
 * page) or -ENOMEM. Thread context, does not sleep. */
int page_cache_insert(struct page_cache *cache, uint64_t index, struct page *page);

/* Remove all pages from index `first` on. Returns their number. Thread context. */
size_t page_cache_truncate(struct page_cache *cache, uint64_t first);

/* Remove the pages of indices [first, end). Returns their number. Thread context. */
size_t page_cache_remove(struct page_cache *cache, uint64_t first, uint64_t end);

/* The first index from `index` on that has a page (`present`) or has none (otherwise); UINT64_MAX:
 * no such index. Thread context, does not sleep. */
uint64_t page_cache_next(struct page_cache *cache, uint64_t index, bool present);

/* Read or set the size of the file in bytes: atomically, also where 64 bits are two words. */
uint64_t page_cache_size(struct page_cache *cache);
void page_cache_set_size(struct page_cache *cache, uint64_t size);
