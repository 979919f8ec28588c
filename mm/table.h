/* SPDX-License-Identifier: MIT */
/*
 * Memory for page tables. A table that is given back empty is kept for re-use, a few of them: it
 * need not be cleared again.
 */
#pragma once
#include <lib/base.h>

/* A zeroed page; 0: none left. Any context. */
paddr_t table_alloc(void);

/* Give back what is only kept for re-use. Was there anything? Any context. */
bool tables_trim(void);
