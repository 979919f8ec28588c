/* SPDX-License-Identifier: MIT */
/*
 * Files of words, each ended by a zero byte: a program's arguments, a job (user/protocol.h).
 */
#pragma once
#include <stddef.h>

/* Read a whole file into `text` and end it with a zero byte. Its size, or -errno; -EFBIG: it does
 * not fit into `size` bytes with that zero. */
long file_read(const char *path, char *text, size_t size);

/* The first word at or behind `at` that is not empty, or NULL at the text's end. */
char *word_first(char *at, const char *end);

/* The word behind `word`, likewise. */
char *word_next(char *word, const char *end);

/* Point `words` at the words of the file, which is read into `text`, and end the list with NULL.
 * Their number, or -errno; -E2BIG: there are more than `max`. Empty words count here. */
long words_read(const char *path, char *text, size_t size, char **words, size_t max);

/* The text after `key` at the start of `word`; NULL if `word` does not start with `key`. */
char *word_value(char *word, const char *key);
