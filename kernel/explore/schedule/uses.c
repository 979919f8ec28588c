/* SPDX-License-Identifier: MIT */
/*
 * Counting the uses of words. The slot of a use depends on its word only, and no use is removed. So
 * all uses of a word are between the word's first slot and the next free one.
 */
#include <kernel/explore/schedule/uses.h>
#include <lib/assert.h>
#include <lib/string.h>

#define FILLED_MAX (USES_MAX / 4 * 3)

static uint32_t first_slot(uintptr_t word)
{
	return (uint32_t)((word >> 2) * 0x9e3779b1u) >> 7 & (USES_MAX - 1);
}

static uint32_t next_slot(uint32_t slot)
{
	return (slot + 1) & (USES_MAX - 1);
}

void uses_add(struct uses *uses, uint32_t thread, uintptr_t word)
{
	uint32_t slot = first_slot(word);
	struct use *use = &uses->use[slot];

	DEBUG_ASSERT(word && thread < SCHEDULE_THREADS_MAX);
	while (use->word && (use->word != word || use->thread != thread)) {
		slot = next_slot(slot);
		use = &uses->use[slot];
	}
	if (!use->word && uses->filled == FILLED_MAX) {
		uses->rest[thread]++;
		return;
	}
	uses->filled += !use->word;
	use->word = word;
	use->thread = thread;
	use->count++;
}

static uint32_t average(const struct uses *uses, uint32_t count)
{
	return (count + uses->runs - 1) / uses->runs;
}

/* Add the uses of `word` to *entry. Returns the number of threads that use it. */
static uint32_t add_uses(const struct uses *uses, uintptr_t word, struct schedule_word *entry)
{
	uint32_t threads = 0;

	for (uint32_t slot = first_slot(word); uses->use[slot].word; slot = next_slot(slot)) {
		const struct use *use = &uses->use[slot];
		uint32_t count = average(uses, use->count);

		if (use->word != word)
			continue;
		threads++;
		entry->uses += count;
		entry->count[use->thread] += count;
	}
	return threads;
}

/* Is the use in `slot` the first one of its word? */
static bool is_first(const struct uses *uses, uint32_t slot)
{
	uint32_t first = first_slot(uses->use[slot].word);

	while (first != slot && uses->use[first].word != uses->use[slot].word)
		first = next_slot(first);
	return first == slot;
}

static void add_to_rest(struct schedule_profile *profile, const struct schedule_word *entry)
{
	struct schedule_word *rest = &profile->word[SCHEDULE_WORDS_MAX];

	rest->uses += entry->uses;
	for (uint32_t i = 0; i < SCHEDULE_THREADS_MAX; i++)
		rest->count[i] += entry->count[i];
}

/* Put the word into the list. If that is full, add the least used word to the rest. */
static void rank(struct schedule_profile *profile, const struct schedule_word *entry)
{
	struct schedule_word *least = profile->word;

	if (profile->words < SCHEDULE_WORDS_MAX) {
		profile->word[profile->words++] = *entry;
		return;
	}
	for (uint32_t i = 1; i < SCHEDULE_WORDS_MAX; i++)
		if (profile->word[i].uses < least->uses)
			least = &profile->word[i];
	if (least->uses >= entry->uses) {
		add_to_rest(profile, entry);
	} else {
		add_to_rest(profile, least);
		*least = *entry;
	}
}

void uses_rank(struct uses *uses, struct schedule_profile *profile)
{
	static struct schedule_word entry;
	struct schedule_word *rest = &profile->word[SCHEDULE_WORDS_MAX];

	uses->runs++;
	profile->words = 0;
	memset(profile->word, 0, sizeof(profile->word));
	for (uint32_t slot = 0; slot < USES_MAX; slot++) {
		uintptr_t word = uses->use[slot].word;

		if (!word || !is_first(uses, slot))
			continue;
		memset(&entry, 0, sizeof(entry));
		entry.word = word;
		if (add_uses(uses, word, &entry) > 1)
			rank(profile, &entry);
	}
	for (uint32_t i = 0; i < SCHEDULE_THREADS_MAX; i++) {
		rest->count[i] += average(uses, uses->rest[i]);
		rest->uses += average(uses, uses->rest[i]);
	}
}
