/* SPDX-License-Identifier: MIT */
/*
 * Properties of the command line reader for any string: it terminates, words lie inside the string
 * in order, and cmdline_get() returns the last value. Called by the fuzzer and by the unit tests.
 */
#pragma once
#include <lib/assert.h>
#include <lib/cmdline.h>
#include <lib/string.h>

#define CHECK_KEY_SIZE   64
#define CHECK_VALUE_SIZE 32

/* `word` has the last value of its key if no later word has that key. */
static inline bool check_is_last(struct cmdline_iter rest, const char *key)
{
	struct cmdline_word word;

	while (cmdline_next(&rest, &word))
		if (word.value && cmdline_word_is(&word, key))
			return false;
	return true;
}

static inline void check_cmdline_value(const char *cmdline, const struct cmdline_word *word,
	struct cmdline_iter rest)
{
	char key[CHECK_KEY_SIZE], value[CHECK_VALUE_SIZE];
	size_t cut = MIN(word->value_length, sizeof(value) - 1);
	uint64_t number;

	if (word->key_length >= sizeof(key))
		return;
	memcpy(key, word->key, word->key_length);
	key[word->key_length] = '\0';
	ASSERT(cmdline_word_is(word, key) && cmdline_has(cmdline, key));
	ASSERT(cmdline_get(cmdline, key, value, sizeof(value)) || !word->value);
	if (!word->value || !check_is_last(rest, key))
		return;
	ASSERT(memcmp(value, word->value, cut) == 0 && value[cut] == '\0');
	if (cmdline_parse_u64(cmdline, key, &number))
		ASSERT(word->value[0] >= '0' && word->value[0] <= '9');
}

static inline void check_cmdline(const char *cmdline)
{
	struct cmdline_iter it = cmdline_iter(cmdline);
	const char *end = cmdline + strlen(cmdline), *last = cmdline;
	struct cmdline_word word;

	while (cmdline_next(&it, &word)) {
		ASSERT(word.key >= last && it.next > last && it.next <= end);
		ASSERT(word.key + word.key_length <= end);
		ASSERT(!memchr(word.key, ' ', word.key_length));
		ASSERT(!memchr(word.key, '=', word.key_length));
		ASSERT(!word.value || (word.value > word.key + word.key_length &&
					      word.value + word.value_length <= end));
		check_cmdline_value(cmdline, &word, it);
		last = it.next;
	}
	ASSERT(!cmdline_next(&it, &word));
}
