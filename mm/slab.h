/* SPDX-License-Identifier: MIT */
/*
 * Slabs: objects of one size, cut from single pages; and kmalloc() over a set of such caches.
 * Each cache keeps its pages with free objects in a list, and at most one wholly free page.
 */
#pragma once
#include <kernel/sync/spinlock.h>
#include <lib/list.h>

struct slab_cache {
	struct spinlock lock;
	const char *name;
	size_t size; /* of an object, alignment included */
	unsigned per_page;
	unsigned empty_pages; /* wholly free pages in `partial`: 0 or 1 */
	size_t pages;         /* all of its pages */
	struct list partial;  /* struct page with free objects */
	struct list all_link;
};

/* `align` is a power of two up to 64. Boot or thread context. */
void slab_cache_init(struct slab_cache *cache, const char *name, size_t size, size_t align);

/* An object, contents undefined; NULL when out of memory. Any context. */
void *slab_alloc(struct slab_cache *cache);
void slab_free(struct slab_cache *cache, void *object);

/* Give the kept empty pages of all caches back (before counting pages). Any context. */
void slab_trim(void);

/* How much of a cache is in use. */
struct slab_usage {
	const char *name;
	size_t size, pages, in_use; /* bytes of an object, pages, objects */
	unsigned per_page;
};

/* The usage of cache number `index`, in order of creation; false: there is none. Any context. */
bool slab_usage_get(unsigned index, struct slab_usage *usage);

/* Memory by size, aligned to 16 at least (to 64 from 64 bytes in powers of two); up to 4 MiB.
 * NULL when there is none. Any context. */
void *kmalloc(size_t size);
void *kzalloc(size_t size);
void kfree(void *object); /* NULL is fine */

/* Set up kmalloc. Boot, once. */
void kmalloc_init(void);
