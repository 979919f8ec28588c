/* SPDX-License-Identifier: MIT */
/*
 * Memory for page tables. A few tables that were freed empty are kept for re-use, since they need
 * not be cleared again.
 */
#pragma once
#include <lib/base.h>

/* The physical address of a zeroed page; 0 when out of memory. Any context. */
paddr_t table_alloc(void);

/* Free the tables kept for re-use. Were there any? Any context. */
bool tables_trim(void);
