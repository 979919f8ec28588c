/* SPDX-License-Identifier: MIT */
/*
 * Slabs: objects of one size, cut from single pages, and kmalloc() on top of a set of such caches.
 * Each cache keeps a list of its pages with free objects, among them at most one wholly free page.
 */
#pragma once
#include <kernel/sync/spinlock.h>
#include <lib/list.h>

struct slab_cache {
	struct spinlock lock;
	const char *name;
	size_t size; /* of an object in bytes, rounded up to its alignment */
	unsigned per_page;
	unsigned empty_pages; /* wholly free pages in `partial`: 0 or 1 */
	size_t pages;         /* used and free */
	struct list partial;  /* struct page with free objects */
	struct list all_link;
};

/* Set up a cache of objects of `size` bytes. `align` is a power of two up to 64. Boot or thread
 * context. */
void slab_cache_init(struct slab_cache *cache, const char *name, size_t size, size_t align);

/* Allocate an object, contents undefined; NULL when out of memory. Free one. Any context. */
void *slab_alloc(struct slab_cache *cache);
void slab_free(struct slab_cache *cache, void *object);

/* Free the empty pages that the caches keep. Any context. */
void slab_trim(void);

/* A cache's usage. */
struct slab_usage {
	const char *name;
	size_t size, pages, in_use; /* bytes of an object, pages, objects */
	unsigned per_page;
};

/* The usage of cache number `index`, in order of creation. False if there is no such cache. Any
 * context. */
bool slab_usage_get(unsigned index, struct slab_usage *usage);

/* Allocate `size` bytes, up to 4 MiB; NULL when out of memory. Aligned to 16 bytes at least; sizes
 * that are powers of two from 64 on are aligned to 64 at least. kzalloc() clears the memory. Any
 * context. */
void *kmalloc(size_t size);
void *kzalloc(size_t size);
void kfree(void *object); /* NULL is fine */

/* Set up kmalloc. Boot, once. */
void kmalloc_init(void);
