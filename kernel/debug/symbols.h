/* SPDX-License-Identifier: MIT */
/*
 * Names for code addresses, from a table that the build makes of the linked kernel.
 */
#pragma once
#include <lib/base.h>

/* The function that `addr` lies in, and how far into it; NULL when it is in none. Any context. */
const char *symbol_lookup(uintptr_t addr, uintptr_t *offset);
