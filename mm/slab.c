/* SPDX-License-Identifier: MIT */
/*
 * Slabs. A slab is one page; its bookkeeping is in its struct page: owner, free objects (linked
 * through their first word), number of objects in use. An object's address alone thus leads to its
 * cache.
 */
#include <lib/string.h>
#include <mm/failing.h>
#include <mm/page.h>
#include <mm/slab.h>

static const size_t kmalloc_sizes[] = {16, 32, 64, 96, 128, 192, 256, 384, 512, 768, 1024, 2048};
static struct slab_cache kmalloc_caches[ARRAY_SIZE(kmalloc_sizes)];

static struct spinlock caches_lock = SPINLOCK_INIT("slab caches", LOCK_RANK_KSTACK);
static struct list caches = LIST_INIT(caches);

void slab_cache_init(struct slab_cache *cache, const char *name, size_t size, size_t align)
{
	unsigned long flags;

	ASSERT(align && (align & (align - 1)) == 0 && size <= PAGE_SIZE);
	*cache = (struct slab_cache){.name = name};
	cache->size = ALIGN_UP(MAX(size, sizeof(void *)), align);
	cache->per_page = (unsigned)(PAGE_SIZE / cache->size);
	spin_init(&cache->lock, name, LOCK_RANK_SLAB);
	list_init(&cache->partial);
	flags = spin_lock_irqsave(&caches_lock);
	list_push_back(&caches, &cache->all_link);
	spin_unlock_irqrestore(&caches_lock, flags);
}

/* Cut a fresh page into objects. Lock: cache->lock. */
static struct page *grow_locked(struct slab_cache *cache)
{
	struct page *page = page_alloc(0);
	char *base;

	assert_locked(&cache->lock);
	if (!page)
		return NULL;
	base = page_address(page);
	page->owner = cache;
	page->in_use = 0;
	page->objects = NULL;
	for (unsigned i = cache->per_page; i-- > 0;) {
		void **object = (void **)(base + i * cache->size);

		*object = page->objects;
		page->objects = object;
	}
	list_push_front(&cache->partial, &page->link);
	cache->empty_pages++;
	cache->pages++;
	return page;
}

void *slab_alloc(struct slab_cache *cache)
{
	unsigned long flags = spin_lock_irqsave(&cache->lock);
	struct list *first = list_first(&cache->partial);
	struct page *page = first ? list_entry(first, struct page, link) : grow_locked(cache);
	void **object = NULL;

	if (page && !failing_now()) {
		object = page->objects;
		page->objects = *object;
		cache->empty_pages -= page->in_use == 0;
		page->in_use++;
		if (!page->objects)
			list_remove(&page->link);
	}
	spin_unlock_irqrestore(&cache->lock, flags);
	return object;
}

/* Free a page of the cache without objects in use. Lock: cache->lock. */
static void release_page_locked(struct slab_cache *cache, struct page *page)
{
	assert_locked(&cache->lock);
	list_remove(&page->link);
	cache->empty_pages--;
	cache->pages--;
	page->owner = NULL;
	page_put(page);
}

void slab_free(struct slab_cache *cache, void *object)
{
	unsigned long flags = spin_lock_irqsave(&cache->lock);
	struct page *page = page_of(object);
	bool surplus;

	ASSERT(page->owner == cache && page->in_use > 0 && page->objects != object);
	if (!page->objects)
		list_push_front(&cache->partial, &page->link);
	*(void **)object = page->objects;
	page->objects = object;
	page->in_use--;
	cache->empty_pages += page->in_use == 0;
	surplus = page->in_use == 0 && cache->empty_pages > 1;
	if (surplus)
		release_page_locked(cache, page);
	spin_unlock_irqrestore(&cache->lock, flags);
}

static void trim_cache(struct slab_cache *cache)
{
	unsigned long flags = spin_lock_irqsave(&cache->lock);
	struct page *page, *next;

	list_for_each_entry_safe(page, next, &cache->partial, link)
		if (!page->in_use)
			release_page_locked(cache, page);
	spin_unlock_irqrestore(&cache->lock, flags);
}

void slab_trim(void)
{
	unsigned long flags = spin_lock_irqsave(&caches_lock);
	struct slab_cache *cache;

	list_for_each_entry(cache, &caches, all_link)
		trim_cache(cache);
	spin_unlock_irqrestore(&caches_lock, flags);
}

static void usage_of(struct slab_cache *cache, struct slab_usage *usage)
{
	unsigned long flags = spin_lock_irqsave(&cache->lock);
	const struct page *page;

	*usage = (struct slab_usage){cache->name, cache->size, cache->pages,
		cache->pages * cache->per_page, cache->per_page};
	list_for_each_entry(page, &cache->partial, link)
		usage->in_use -= cache->per_page - page->in_use;
	spin_unlock_irqrestore(&cache->lock, flags);
}

bool slab_usage_get(unsigned index, struct slab_usage *usage)
{
	unsigned long flags = spin_lock_irqsave(&caches_lock);
	struct slab_cache *cache;
	bool found = false;

	list_for_each_entry(cache, &caches, all_link) {
		if (index-- == 0) {
			usage_of(cache, usage);
			found = true;
			break;
		}
	}
	spin_unlock_irqrestore(&caches_lock, flags);
	return found;
}

void kmalloc_init(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(kmalloc_sizes); i++) {
		size_t size = kmalloc_sizes[i];

		slab_cache_init(&kmalloc_caches[i], "kmalloc", size,
			size & (size - 1) ? 16 : MIN(size, (size_t)64));
	}
}

void *kmalloc(size_t size)
{
	struct page *page;
	unsigned order = 0;

	for (size_t i = 0; i < ARRAY_SIZE(kmalloc_sizes); i++)
		if (size <= kmalloc_sizes[i])
			return slab_alloc(&kmalloc_caches[i]);
	while (order < PAGE_ORDERS && (PAGE_SIZE << order) < size)
		order++;
	page = order < PAGE_ORDERS ? page_alloc(order) : NULL;
	return page ? page_address(page) : NULL;
}

void *kzalloc(size_t size)
{
	void *object = kmalloc(size);

	if (object)
		memset(object, 0, size);
	return object;
}

void kfree(void *object)
{
	struct page *page;

	if (!object)
		return;
	page = page_of(object);
	if (page->owner)
		slab_free(page->owner, object);
	else
		page_put(page);
}
