/* SPDX-License-Identifier: MIT */
/*
 * The radix tree. Nodes are allocated under the lock, since the slab allocator does not sleep, and
 * freed when their last slot is emptied.
 */
#include <fs/tmpfs/page_cache.h>
#include <lib/string.h>
#include <mm/slab.h>
#include <uapi/errno.h>

void page_cache_init(struct page_cache *cache)
{
	*cache = (struct page_cache){0};
	spin_init(&cache->lock, "page cache", LOCK_RANK_PAGE_CACHE);
}

/* Is the tree high enough for `index`? Lock: cache->lock. */
static bool reaches(const struct page_cache *cache, uint64_t index)
{
	unsigned bits = cache->height * CACHE_SHIFT;

	assert_locked(&cache->lock);
	return bits >= 64 || index >> bits == 0;
}

static unsigned slot_of(uint64_t index, unsigned level)
{
	return (unsigned)(index >> (level * CACHE_SHIFT)) & (CACHE_SLOTS - 1);
}

/* Lock: cache->lock. */
static struct page *find_locked(const struct page_cache *cache, uint64_t index)
{
	void *at = reaches(cache, index) ? cache->root : NULL;

	assert_locked(&cache->lock);
	for (unsigned level = cache->height; at && level-- > 0;)
		at = ((struct cache_node *)at)->slots[slot_of(index, level)];
	return at;
}

struct page *page_cache_find(struct page_cache *cache, uint64_t index)
{
	struct page *page;

	spin_lock(&cache->lock);
	page = find_locked(cache, index);
	if (page)
		page_get(page);
	spin_unlock(&cache->lock);
	return page;
}

void page_cache_find_run(struct page_cache *cache, uint64_t first, unsigned count,
	struct page **pages)
{
	struct cache_node *node;
	void *at;

	DEBUG_ASSERT(count && first >> CACHE_SHIFT == (first + count - 1) >> CACHE_SHIFT);
	spin_lock(&cache->lock);
	at = reaches(cache, first) ? cache->root : NULL;
	for (unsigned level = cache->height; at && level > 1; level--)
		at = ((struct cache_node *)at)->slots[slot_of(first, level - 1)];
	node = cache->height ? at : NULL;
	for (unsigned i = 0; i < count; i++) {
		pages[i] = node ? node->slots[slot_of(first + i, 0)] : NULL;
		if (pages[i])
			page_get(pages[i]);
	}
	spin_unlock(&cache->lock);
}

/* Make the tree high enough for `index`. 0 or -ENOMEM. Lock: cache->lock. */
static int grow_locked(struct page_cache *cache, uint64_t index)
{
	assert_locked(&cache->lock);
	while (!reaches(cache, index)) {
		struct cache_node *node;

		if (cache->root) {
			node = kzalloc(sizeof(*node));
			if (!node)
				return -ENOMEM;
			node->slots[0] = cache->root;
			node->used = 1;
			cache->root = node;
		}
		cache->height++;
	}
	return 0;
}

/* Insert `page`: 0, -EEXIST or -ENOMEM. A node whose child cannot be allocated stays, empty: the
 * next attempt uses it, and it is freed with the rest. Lock: cache->lock. */
static int insert_locked(struct page_cache *cache, uint64_t index, struct page *page)
{
	struct cache_node *parent = NULL;
	void **slot = &cache->root;
	int error = grow_locked(cache, index);

	assert_locked(&cache->lock);
	if (error)
		return error;
	for (unsigned level = cache->height; level-- > 0;) {
		if (!*slot) {
			*slot = kzalloc(sizeof(struct cache_node));
			if (!*slot)
				return -ENOMEM;
			if (parent)
				parent->used++;
		}
		parent = *slot;
		slot = &parent->slots[slot_of(index, level)];
	}
	if (*slot)
		return -EEXIST;
	*slot = page;
	if (parent)
		parent->used++;
	cache->pages++;
	return 0;
}

int page_cache_insert(struct page_cache *cache, uint64_t index, struct page *page)
{
	int error;

	spin_lock(&cache->lock);
	error = insert_locked(cache, index, page);
	spin_unlock(&cache->lock);
	return error;
}

/* Empty the slots [first, last] (relative to the subtree's first index) of the subtree at *slot.
 * Pages move to `gone`. Depth at most 11. Lock: cache->lock. */
static void remove_locked(struct page_cache *cache, void **slot, unsigned level, uint64_t first,
	uint64_t last, struct list *gone)
{
	struct cache_node *node = *slot;
	unsigned start, stop;
	uint64_t mask;

	assert_locked(&cache->lock);
	if (!*slot)
		return;
	if (level == 0) {
		list_push_back(gone, &((struct page *)*slot)->link);
		*slot = NULL;
		cache->pages--;
		return;
	}
	mask = ((uint64_t)1 << (level - 1) * CACHE_SHIFT) - 1;
	start = slot_of(first, level - 1);
	stop = slot_of(last, level - 1);
	for (unsigned i = start; i <= stop; i++) {
		if (!node->slots[i])
			continue;
		remove_locked(cache, &node->slots[i], level - 1, i == start ? first & mask : 0,
			i == stop ? last & mask : mask, gone);
		if (!node->slots[i])
			node->used--;
	}
	if (node->used == 0) {
		kfree(node);
		*slot = NULL;
	}
}

size_t page_cache_remove(struct page_cache *cache, uint64_t first, uint64_t end)
{
	struct list gone = LIST_INIT(gone), *link;
	uint64_t last = end - 1;
	size_t count = 0;

	if (first >= end)
		return 0;
	spin_lock(&cache->lock);
	if (!reaches(cache, last))
		last = ((uint64_t)1 << cache->height * CACHE_SHIFT) - 1;
	if (reaches(cache, first))
		remove_locked(cache, &cache->root, cache->height, first, last, &gone);
	if (!cache->root)
		cache->height = 0;
	spin_unlock(&cache->lock);
	while ((link = list_pop_front(&gone))) {
		page_put(list_entry(link, struct page, link));
		count++;
	}
	return count;
}

size_t page_cache_truncate(struct page_cache *cache, uint64_t first)
{
	return page_cache_remove(cache, first, UINT64_MAX);
}

/* The first present index in the subtree `at`, from `first` (relative to it) on; UINT64_MAX: none.
 * Depth at most 11. Lock: cache->lock. */
static uint64_t next_present_locked(const void *at, unsigned level, uint64_t first)
{
	const struct cache_node *node = at;
	unsigned start, shift;

	if (!at || level == 0)
		return at ? 0 : UINT64_MAX;
	shift = (level - 1) * CACHE_SHIFT;
	start = slot_of(first, level - 1);
	for (unsigned i = start; i < CACHE_SLOTS; i++) {
		uint64_t below = i == start ? first & (((uint64_t)1 << shift) - 1) : 0;
		uint64_t found = next_present_locked(node->slots[i], level - 1, below);

		if (found != UINT64_MAX)
			return ((uint64_t)i << shift) + found;
	}
	return UINT64_MAX;
}

uint64_t page_cache_next(struct page_cache *cache, uint64_t index, bool present)
{
	spin_lock(&cache->lock);
	if (!present)
		while (find_locked(cache, index))
			index++;
	else if (reaches(cache, index))
		index = next_present_locked(cache->root, cache->height, index);
	else
		index = UINT64_MAX;
	spin_unlock(&cache->lock);
	return index;
}

uint64_t page_cache_size(struct page_cache *cache)
{
	uint64_t size;

	spin_lock(&cache->lock);
	size = cache->size;
	spin_unlock(&cache->lock);
	return size;
}

void page_cache_set_size(struct page_cache *cache, uint64_t size)
{
	spin_lock(&cache->lock);
	cache->size = size;
	spin_unlock(&cache->lock);
}
