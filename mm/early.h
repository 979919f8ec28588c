/* SPDX-License-Identifier: MIT */
/*
 * Memory before the page allocator exists. It is taken from the bottom of one large free range and
 * never freed.
 */
#pragma once
#include <arch/boot.h>

/* Choose the range. Boot; called before all other functions of mm. */
void early_init(const struct boot_info *info);

/* `size` zeroed bytes (rounded up to pages), page aligned, in the direct map. Panics when there is
 * not enough. Boot. */
void *early_alloc(size_t size);

/* Close the early allocator: from now on page tables come from the page allocator. Returns the
 * range that was allocated, page aligned. Boot. */
struct boot_ram early_finish(void);
