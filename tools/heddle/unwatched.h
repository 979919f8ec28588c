/* SPDX-License-Identifier: MIT */
/*
 * What the runs before the first seed could not watch: accesses to shared memory at which no thread
 * is interrupted, so that "ok" does not speak of them.
 */
#pragma once
#include "symbols.h"
#include <jansson.h>
#include <stdio.h>

/* Print an "unwatched" line (user/protocol.h), a sentence for each kind. `symbols` may be NULL. */
void unwatched_print(const json_t *line, struct symbols *symbols, FILE *out);
