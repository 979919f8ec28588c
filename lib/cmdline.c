/* SPDX-License-Identifier: MIT */
/*
 * Command line parsing.
 */
#include <lib/cmdline.h>
#include <lib/string.h>

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool cmdline_next(struct cmdline_iter *it, struct cmdline_word *word)
{
	const char *p = it->next;

	while (is_blank(*p))
		p++;
	if (!*p)
		return false;
	*word = (struct cmdline_word){.key = p};
	while (*p && !is_blank(*p) && *p != '=')
		p++;
	word->key_length = (size_t)(p - word->key);
	if (*p == '=') {
		bool quoted = *++p == '"';

		p += quoted;
		word->value = p;
		while (*p && (quoted ? *p != '"' : !is_blank(*p)))
			p++;
		word->value_length = (size_t)(p - word->value);
		p += quoted && *p;
	}
	it->next = p;
	return true;
}

bool cmdline_word_is(const struct cmdline_word *word, const char *key)
{
	return strlen(key) == word->key_length && strncmp(word->key, key, word->key_length) == 0;
}

bool cmdline_has(const char *cmdline, const char *key)
{
	struct cmdline_iter it = cmdline_iter(cmdline);
	struct cmdline_word word;

	while (cmdline_next(&it, &word))
		if (cmdline_word_is(&word, key))
			return true;
	return false;
}

static bool find(const char *cmdline, const char *key, struct cmdline_word *found)
{
	struct cmdline_iter it = cmdline_iter(cmdline);
	struct cmdline_word word;
	bool any = false;

	while (cmdline_next(&it, &word)) {
		if (word.value && cmdline_word_is(&word, key)) {
			*found = word;
			any = true;
		}
	}
	return any;
}

bool cmdline_get(const char *cmdline, const char *key, char *buf, size_t size)
{
	struct cmdline_word word;
	size_t n;

	if (size == 0 || !find(cmdline, key, &word))
		return false;
	n = MIN(word.value_length, size - 1);
	memcpy(buf, word.value, n);
	buf[n] = '\0';
	return true;
}

static unsigned suffix_shift(char c)
{
	return c == 'k' || c == 'K' ? 10 : c == 'M' ? 20 : c == 'G' ? 30 : 0;
}

bool cmdline_parse_u64(const char *cmdline, const char *key, uint64_t *value)
{
	struct cmdline_word word;
	uint64_t result = 0;
	size_t i = 0;

	if (!find(cmdline, key, &word))
		return false;
	for (; i < word.value_length && word.value[i] >= '0' && word.value[i] <= '9'; i++) {
		unsigned digit = (unsigned)(word.value[i] - '0');

		if (result > (UINT64_MAX - digit) / 10)
			return false;
		result = result * 10 + digit;
	}
	if (i == 0)
		return false;
	if (i + 1 == word.value_length && suffix_shift(word.value[i])) {
		unsigned shift = suffix_shift(word.value[i++]);

		if (result > UINT64_MAX >> shift)
			return false;
		result <<= shift;
	}
	if (i != word.value_length)
		return false;
	*value = result;
	return true;
}
