/* SPDX-License-Identifier: MIT */
/*
 * Hash tables with open addressing. Their places are in blocks, since larger pieces of memory can
 * be missing although there is enough of it.
 */
#include <kernel/explore/record_set.h>
#include <lib/string.h>
#include <mm/page.h>
#include <mm/slab.h>

static char *place(const struct record_set *set, size_t i)
{
	return set->blocks[i / RECORD_SET_BLOCK] + i % RECORD_SET_BLOCK * set->record_size;
}

static bool is_free(const char *record)
{
	uint64_t first;

	memcpy(&first, record, sizeof(first));
	return !first;
}

static size_t hash(const struct record_set *set, const void *key)
{
	uint64_t value = 0, word;

	for (size_t at = 0; at < set->key_size; at += sizeof(word)) {
		memcpy(&word, (const char *)key + at, sizeof(word));
		value = (value ^ word) * 0x9e3779b97f4a7c15u;
		value ^= value >> 29;
	}
	return (size_t)(value ^ value >> 32);
}

/* The key's record, or the free place for it. The set has a free place. */
static char *search(const struct record_set *set, const void *key)
{
	size_t i = hash(set, key) & (set->places - 1);

	for (;; i = (i + 1) & (set->places - 1)) {
		char *record = place(set, i);

		if (is_free(record) || memcmp(record, key, set->key_size) == 0)
			return record;
	}
}

void *record_set_find(const struct record_set *set, const void *key)
{
	char *record = set->places ? search(set, key) : NULL;

	return record && !is_free(record) ? record : NULL;
}

void *record_set_at(const struct record_set *set, size_t i)
{
	char *record = place(set, i);

	return is_free(record) ? NULL : record;
}

static void free_blocks(char **blocks, size_t count)
{
	for (size_t i = 0; blocks && i < count; i++)
		kfree(blocks[i]);
	kfree(blocks);
}

static char **make_blocks(size_t count, size_t record_size)
{
	char **blocks = kzalloc(count * sizeof(*blocks));

	for (size_t i = 0; blocks && i < count; i++) {
		bool enough = page_free_count() >= page_total_count() / 4;

		blocks[i] = enough ? kzalloc(RECORD_SET_BLOCK * record_size) : NULL;
		if (!blocks[i]) {
			free_blocks(blocks, count);
			return NULL;
		}
	}
	return blocks;
}

static bool grow(struct record_set *set)
{
	struct record_set larger = *set;

	larger.places = set->places ? 2 * set->places : RECORD_SET_BLOCK;
	larger.blocks = make_blocks(larger.places / RECORD_SET_BLOCK, set->record_size);
	if (!larger.blocks)
		return false;
	for (size_t i = 0; i < set->places; i++) {
		const char *record = place(set, i);

		if (!is_free(record))
			memcpy(search(&larger, record), record, set->record_size);
	}
	free_blocks(set->blocks, set->places / RECORD_SET_BLOCK);
	*set = larger;
	return true;
}

void *record_set_add(struct record_set *set, const void *key)
{
	char *record = record_set_find(set, key);

	DEBUG_ASSERT(!is_free(key));
	if (record)
		return record;
	/* A third of the places stay free, so that searches are short. */
	if (set->count + 1 > set->places / 3 * 2 && !grow(set) && set->count + 1 >= set->places)
		return NULL;
	record = search(set, key);
	memcpy(record, key, set->key_size);
	set->count++;
	return record;
}

void record_set_clear(struct record_set *set)
{
	for (size_t i = 0; i < set->places / RECORD_SET_BLOCK; i++)
		memset(set->blocks[i], 0, RECORD_SET_BLOCK * set->record_size);
	set->count = 0;
}

void record_set_free(struct record_set *set)
{
	free_blocks(set->blocks, set->places / RECORD_SET_BLOCK);
	set->blocks = NULL;
	set->count = set->places = 0;
}
