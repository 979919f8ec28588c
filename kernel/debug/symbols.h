/* SPDX-License-Identifier: MIT */
/*
 * Names of code addresses, from a table that the build makes from the linked kernel.
 */
#pragma once
#include <lib/base.h>

/* Return the name of the function that contains `addr`, and its offset in it in bytes. NULL: none
 * does. Any context. */
const char *symbol_lookup(uintptr_t addr, uintptr_t *offset);
