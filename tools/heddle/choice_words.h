/* SPDX-License-Identifier: MIT */
/*
 * Choices in words, for people.
 */
#pragma once
#include "symbols.h"
#include <jansson.h>

/* What a "choice" line of the machine says, such as "thread 0 is interrupted in main (FILE:12),
 * thread 1 runs"; to be freed. */
char *choice_words(struct symbols *symbols, const json_t *choice);
