/* SPDX-License-Identifier: MIT */
/*
 * Where a thread is, by what a machine says of it: "pc", and in "stack" what may be return
 * addresses, innermost first. People look for the place in the program's own code: the first of
 * these that is there.
 */
#pragma once
#include "symbols.h"
#include <jansson.h>

/* "function (file.c:12)", and " calling write" when the thread is in a library's function; to be
 * freed. "" when the record says nothing. `symbols` NULL: the address. */
char *code_place_name(struct symbols *symbols, const json_t *record);

/* File and line of that place. NULL: not known; else to be freed. */
char *code_place_line(struct symbols *symbols, const json_t *record, int *line);
