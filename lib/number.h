/* SPDX-License-Identifier: MIT */
/*
 * Numbers in text. Pure.
 */
#pragma once
#include <lib/base.h>

/*
 * Parse the digits at *text and move *text past the last of them. `base` is 10 or 16. A number in
 * base 16 may begin with "0x", and its letters may be of either case. False, with nothing changed,
 * if there is no digit or the number does not fit into 64 bits.
 */
bool number_read(const char **text, unsigned base, uint64_t *value);
