/* SPDX-License-Identifier: MIT */
/*
 * Store buffers.
 */
#include <kernel/explore/schedule/stores.h>
#include <lib/assert.h>
#include <lib/string.h>

static bool overlaps(const struct store *s, uintptr_t address, size_t size)
{
	return s->address < address + size && address < s->address + s->size;
}

static void remove_store(struct store_buffer *b, uint32_t i)
{
	b->count--;
	memmove(&b->store[i], &b->store[i + 1], (b->count - i) * sizeof(b->store[0]));
}

static uint32_t count_events(const struct store_buffer *b)
{
	uint32_t events = 0;

	for (uint32_t i = 0; i < b->count; i++)
		events += b->store[i].event;
	return events;
}

/* A laid store that is first needs no more than to be forgotten: where a later one covers it, that
 * one has its value as what is below. */
void stores_add(struct store_buffer *b, const struct store *store)
{
	DEBUG_ASSERT(store->size <= STORE_SIZE_MAX);
	while (b->count == STORES_MAX ||
		(b->count && store->event && count_events(b) == STORES_EVENT_MAX))
		remove_store(b, 0);
	b->store[b->count++] = *store;
}

bool stores_overlap(const struct store_buffer *b, uintptr_t address, size_t size)
{
	for (uint32_t i = 0; i < b->count; i++)
		if (overlaps(&b->store[i], address, size))
			return true;
	return false;
}

void stores_lay(struct store_buffer *b, store_memory *memory, void *context)
{
	for (uint32_t i = 0; i < b->count; i++) {
		struct store *s = &b->store[i];

		memory(context, s->address, s->under, s->size, false);
		memory(context, s->address, s->value, s->size, true);
	}
}

void stores_lift(struct store_buffer *b, store_memory *memory, void *context)
{
	for (uint32_t i = b->count; i--;)
		memory(context, b->store[i].address, b->store[i].under, b->store[i].size, true);
}

static bool is_candidate(const struct store_buffer *b, bool weak, uint32_t i)
{
	const struct store *s = &b->store[i];

	if (!s->event)
		return false;
	for (uint32_t before = 0; before < i; before++)
		if (weak ? overlaps(&b->store[before], s->address, s->size)
			 : b->store[before].event)
			return false;
	return true;
}

uint32_t stores_candidates(const struct store_buffer *b, bool weak)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < b->count; i++)
		count += is_candidate(b, weak, i);
	return count;
}

static uint32_t index_of(const struct store_buffer *b, bool weak, uint32_t nth)
{
	uint32_t i = 0;

	DEBUG_ASSERT(nth < stores_candidates(b, weak));
	while (!is_candidate(b, weak, i) || nth--)
		i++;
	return i;
}

const struct store *stores_candidate(const struct store_buffer *b, bool weak, uint32_t nth)
{
	return &b->store[index_of(b, weak, nth)];
}

static void drain_one(struct store_buffer *b, uint32_t i, store_memory *memory, void *context)
{
	memory(context, b->store[i].address, b->store[i].value, b->store[i].size, true);
	remove_store(b, i);
}

void stores_drain(struct store_buffer *b, bool weak, uint32_t nth, store_memory *memory,
	void *context)
{
	uint32_t i = index_of(b, weak, nth);

	if (weak) {
		drain_one(b, i, memory, context);
		return;
	}
	for (uint32_t n = 0; n <= i; n++)
		drain_one(b, 0, memory, context);
	while (b->count && !stores_candidates(b, weak)) /* no other thread uses the rest */
		drain_one(b, 0, memory, context);
}
