/* SPDX-License-Identifier: MIT */
/*
 * The kernel command line: words `key` or `key=value`, separated by blanks. A value with blanks is
 * enclosed in double quotes. The text is parsed in place and never read past its NUL.
 */
#pragma once
#include <lib/base.h>

struct cmdline_iter {
	const char *next;
};

struct cmdline_word {
	const char *key; /* key_length bytes, not NUL-terminated */
	size_t key_length;
	const char *value; /* value_length bytes without quotes; NULL for a word without "=" */
	size_t value_length;
};

static inline struct cmdline_iter cmdline_iter(const char *cmdline)
{
	return (struct cmdline_iter){cmdline};
}

/* The next word; false at the end. */
bool cmdline_next(struct cmdline_iter *it, struct cmdline_word *word);

/* Is the word's key `key`? */
bool cmdline_word_is(const struct cmdline_word *word, const char *key);

/* Does the command line contain the word `key`, with or without a value? */
bool cmdline_has(const char *cmdline, const char *key);

/*
 * Copy the value of the last `key=` into buf, truncated to size - 1 bytes and followed by a NUL.
 * False, and buf is unchanged, if there is none.
 */
bool cmdline_get(const char *cmdline, const char *key, char *buf, size_t size);

/*
 * Parse the value of the last `key=` as a decimal number; a suffix k, M or G multiplies by powers
 * of 1024. False, and *value is unchanged, if it is absent, malformed or too large.
 */
bool cmdline_parse_u64(const char *cmdline, const char *key, uint64_t *value);
