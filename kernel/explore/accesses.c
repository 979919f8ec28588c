/* SPDX-License-Identifier: MIT */
/*
 * Two sets: the accesses, and the words that they touch. A word knows for each of its bytes the
 * first thread that touched it.
 */
#include <kernel/explore/accesses.h>
#include <kernel/explore/record_set.h>

#define WORD sizeof(uint64_t)

struct word {
	uint64_t address;
	uint16_t thread[WORD]; /* the first to touch each byte, plus 1 */
	uint8_t shared, written;
	uint8_t pad[6];
};

static struct record_set accesses = RECORD_SET(struct access, sizeof(struct access));
static struct record_set words = RECORD_SET(struct word, sizeof(uint64_t));

void accesses_clear(void)
{
	record_set_clear(&accesses);
	record_set_clear(&words);
}

void accesses_free(void)
{
	record_set_free(&accesses);
	record_set_free(&words);
}

static void touch(struct word *word, size_t first, size_t end, uint32_t thread, bool write)
{
	for (size_t i = first; i < end; i++) {
		if (!word->thread[i])
			word->thread[i] = (uint16_t)(thread + 1);
		else if (word->thread[i] != thread + 1)
			word->shared |= (uint8_t)BIT(i);
		if (write)
			word->written |= (uint8_t)BIT(i);
	}
}

bool accesses_add_words(uint64_t address, size_t size, uint32_t thread, bool write)
{
	uint64_t end = address + size;

	for (uint64_t at = ALIGN_DOWN(address, WORD); at < end; at += WORD) {
		struct word *word = record_set_add(&words, &at);

		if (!word)
			return false;
		touch(word, at < address ? address - at : 0,
			end - at < WORD ? (size_t)(end - at) : WORD, thread, write);
	}
	return true;
}

enum access_news accesses_add(const struct access *access)
{
	if (record_set_find(&accesses, access))
		return ACCESS_KNOWN;
	if (!accesses_add_words(access->address, access->size, access->thread, access->write) ||
		!record_set_add(&accesses, access))
		return ACCESS_LOST;
	return ACCESS_NEW;
}

bool accesses_is_written(uint64_t address)
{
	uint64_t at = ALIGN_DOWN(address, WORD);
	const struct word *word = record_set_find(&words, &at);

	return word && word->written & BIT(address - at);
}

static bool is_shared(const struct access *access)
{
	uint64_t end = access->address + access->size;

	for (uint64_t at = access->address; at < end; at++) {
		uint64_t start = ALIGN_DOWN(at, WORD);
		const struct word *word = record_set_find(&words, &start);

		if (word && word->shared & word->written & BIT(at - start))
			return true;
	}
	return false;
}

int accesses_for_shared(int (*visit)(const struct access *access, void *context), void *context)
{
	int error = 0;

	for (size_t i = 0; i < accesses.places && !error; i++) {
		const struct access *access = record_set_at(&accesses, i);

		if (access && is_shared(access))
			error = visit(access, context);
	}
	return error;
}
