/* SPDX-License-Identifier: MIT */
/*
 * Numbers in text. Pure.
 */
#pragma once
#include <lib/base.h>

/*
 * Read the digits at *text, which moves behind the last of them. `base` is 10 or 16; a number in
 * base 16 may begin with "0x", and its letters are of either case. False, with nothing changed:
 * there is no digit, or the number does not fit into 64 bits.
 */
bool number_read(const char **text, unsigned base, uint64_t *value);
