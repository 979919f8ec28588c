/* SPDX-License-Identifier: MIT */
/*
 * mm/slab.h for the simulated machine: see sim_memory.h. Tests of the real one link mm/slab.c.
 */
#include <lib/list.h>
#include <mm/slab.h>
#include <stdlib.h>
#include <tests/host/sim_memory.h>

struct header {
	struct list link;
};

static struct list live = LIST_INIT(live);
static size_t live_count;
static unsigned fail_every, allocations;

size_t sim_memory_count(void)
{
	return live_count;
}

void sim_memory_fail_every(unsigned n)
{
	fail_every = n;
	allocations = 0;
}

void *kzalloc(size_t size)
{
	struct header *header;

	if (fail_every && ++allocations % fail_every == 0)
		return NULL;
	header = calloc(1, sizeof(*header) + size);
	if (!header)
		return NULL;
	list_push_back(&live, &header->link);
	live_count++;
	return header + 1;
}

void sim_memory_free(void *object)
{
	struct header *header = (struct header *)object - 1;

	list_remove(&header->link);
	live_count--;
	free(header);
}

void sim_memory_free_all(void)
{
	struct list *first;

	while ((first = list_first(&live)))
		sim_memory_free(list_entry(first, struct header, link) + 1);
}

void kfree(void *object)
{
	if (object)
		sim_memory_free(object);
}

void slab_cache_init(struct slab_cache *cache, const char *name, size_t size, size_t align)
{
	*cache = (struct slab_cache){.name = name, .size = size};
}

void *slab_alloc(struct slab_cache *cache)
{
	return kzalloc(cache->size);
}

void slab_free(struct slab_cache *cache, void *object)
{
	sim_memory_free(object);
}
