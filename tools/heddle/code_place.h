/* SPDX-License-Identifier: MIT */
/*
 * Where a thread is. A record of the machine has "pc" and, in "stack", words that may be return
 * addresses, innermost first. The place shown to the user is the innermost one in the program's own
 * code.
 */
#pragma once
#include "symbols.h"
#include <jansson.h>

/* "function (file.c:12)", with " calling write" behind it if the thread is in a library's function;
 * to be freed. "" if the record has no place; the address if `symbols` is NULL. */
char *code_place_name(struct symbols *symbols, const json_t *record);

/* File and line of that place; to be freed. NULL: not known. */
char *code_place_line(struct symbols *symbols, const json_t *record, int *line);
